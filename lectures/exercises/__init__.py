"""Exercises: a lecture offers something to derive by hand, students answer, and the answers are judged.

`task` has what is asked and the variants by seed, `judging` verdicts and points, `catalogue` finds exercises, and
`checking` runs a student's file apart from us.
"""

from lectures.exercises.catalogue import find_exercises, find_tasks, load_task
from lectures.exercises.solved import assert_solved
from lectures.exercises.task import Graded, Quantity, Task, Variant

__all__ = ["Graded", "Quantity", "Task", "Variant", "assert_solved", "find_exercises", "find_tasks", "load_task"]
