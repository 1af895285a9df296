"""The figures the product promises, measured: `make bench`, or `python -m tests.bench`."""
