"""Small changes of the source, each of which some test should notice: `python -m tests.mutants`, or `make mutants`.

Cosmic Ray makes the changes. `running.py` tries each in a fork of one process that has everything imported, on the
tests that were seen to enter the changed function. What no test notices stands in `survivors.md`, with the reason.
"""
