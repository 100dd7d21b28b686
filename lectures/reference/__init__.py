"""The reference: every public name with its docstring, the table of primitives, the lectures; pages in OUT/reference.

Griffe reads the names and their docstrings from the sources (public.py), docstring.py and signature.py make HTML of
them, and rows.py reads the table of primitives. Nothing is said here that does not stand in a docstring or in a row.
"""
