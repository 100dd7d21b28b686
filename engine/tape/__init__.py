"""Record a graph once, replay it at array speed: the graph one draws is also the program that runs fast.

Reading order: program (the graph as flat arrays), fusing (which additions melt), plan (what is computed together),
grids (dense layers found again), operands and steps (reading, and the chain rule), replay, tape (what one calls).
"""

from engine.tape.tape import Tape, record
