"""Exercises: a lecture offers something to derive by hand, students answer, and the answers are judged.

From the ground up: `draw` gives numbers by seed, `quantity` says what is asked, `answers` reads what is typed,
`judging` gives verdicts and points, `lint` finds numbers that hide a slip; `variant` and `task` put these together.
`catalogue` finds the tasks of the lectures and of a lecturer's own folder (`own`, `new`), `worked` solves them,
`checking` runs a student's file apart from us (`apart`, `student`), and `said` says what came of it.
"""

from lectures.exercises.catalogue import find_exercises, find_tasks, load_task
from lectures.exercises.solved import assert_solved
from lectures.exercises.task import Graded, Quantity, Task, Variant

__all__ = ["Graded", "Quantity", "Task", "Variant", "assert_solved", "find_exercises", "find_tasks", "load_task"]
