"""The embedded default: PostgreSQL from a wheel and what `make run` runs; never reached in production."""
