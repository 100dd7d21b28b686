"""Exercises: a lecture offers a gradient to derive by hand, a student fills in a template, and the answer is judged.

In come `@exercise` functions of the lectures and a student's file; out go a template, a score, and a report for each
case.
"""

from lectures.exercises.catalogue import arrays, assert_solved, find_exercises, load_exercise, questions

__all__ = ["arrays", "assert_solved", "find_exercises", "load_exercise", "questions"]
