"""Record a graph once, replay it at array speed: the graph one draws is also the program that runs fast.

Reading order: program (the graph as flat arrays), fusing and recording (how it becomes one), levels and groups (what
can be computed together), plan and grids (in which order, and dense layers found again), arrays, operands and steps
(reading, and the chain rule), replay, tape (what one calls), eager (what happens where a number is not finite).
"""

from engine.tape.tape import Tape, record
