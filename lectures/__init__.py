"""Lectures: plain scripts that draw graphs, check printed numbers and set exercises, and what runs them.

In come the scripts below `course/`, which write on the board (board.py); out go web pages (site/), the same frames in
a terminal (terminal.py), a table of claims (claims_table.py), and templates and reports for exercises (exercises/).
"""
