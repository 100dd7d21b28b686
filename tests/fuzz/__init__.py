"""A long search for what no test has thought of: `python -m tests.fuzz`, or `make fuzz`. They are no tests."""
