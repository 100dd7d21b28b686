"""Record a graph once, replay it for other numbers at the speed of NumPy.

In come a loss, the leaves to differentiate by and those whose numbers change; out comes a `Tape` that computes value
and gradient for other numbers. Reading order: program (the graph as flat arrays), recording (how it becomes one),
groups (what can be computed together), plan (in which order), calls (what NumPy is asked to do), operands (how
numbers are reached), replay (going through the steps), structure (all of that once for programs that differ in numbers
only), readback (as text, and as a graph again where a number is not finite), runner (a replay, or the function itself),
standard and pure (the same over any array library), tape (what one calls), blocks (how what a step reads lies for a
kernel), wasm (the plan for a browser, where loader.js runs it), machine and native (the plan in machine code).
"""

from engine.tape.tape import Tape, record

__all__ = ["Tape", "record"]
