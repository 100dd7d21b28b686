"""Lectures: plain scripts that draw graphs, ask questions and set exercises, and what runs them.

In come the course (`course/`) and the companions to the notes (`notes/`), which write on the board (board.py); out go
web pages (site/), the same frames in a terminal (terminal.py), what the notes claim with a verdict (errata/), and
templates and reports for exercises (exercises/).
"""

from lectures.ours import prefer_ours

prefer_ours()
