"""The grades of hints, in the words in which every place speaks of them."""

HINTS = 3
GRADES = "1: where to look, 2: what sort of thing is wrong there, 3: what it is, and what belongs there"
