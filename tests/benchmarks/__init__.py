"""Measurements against other engines: `python -m tests.benchmarks`, or `make bench`. They are no tests."""
