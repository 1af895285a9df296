"""Mirrors webapp/local."""
