"""Figures that live on the page: a network trains there, with the tapes that Python recorded, as WebAssembly.

In comes an entry `Live`: tapes, where training starts, and what is to be seen; out goes one fragment of HTML
(fragment.py) and, once for a page, a script (web/).

playing.py takes a drawing instead, whose leaves can be dragged; it shares picture and arithmetic with the stepper's
"what if" (engine/drawing/web), and needs no tape: one pass over a graph of 60 values takes some microseconds.
"""

from lectures.live.descent import trained
from lectures.live.networks import in_plane
from lectures.live.parts import Curve, Grid, Layers, Memory, Network, Plane, Question, Writer
from lectures.live.sequences import bit_reader, letter_writer

__all__ = [
    "Curve",
    "Grid",
    "Layers",
    "Memory",
    "Network",
    "Plane",
    "Question",
    "Writer",
    "bit_reader",
    "in_plane",
    "letter_writer",
    "trained",
]
