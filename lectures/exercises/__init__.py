"""Exercises: a lecture offers something to derive by hand, students answer, and the answers are judged.

`task` has what is asked and the variants by seed, `judging` verdicts and points, `catalogue` finds exercises, `checking`
runs a student's file apart from us.
"""

from lectures.exercises.catalogue import find_exercises, find_tasks, load_task
from lectures.exercises.task import Graded, Quantity, Task, Variant

__all__ = ["Graded", "Quantity", "Task", "Variant", "find_exercises", "find_tasks", "load_task"]
