"""Teaching with the exercises: sheets of paper, questions for Moodle, the grading of a class, and its report.

In come tasks and what students handed in; out go files. `sheet` and `moodle` start from the variants of a task,
`grading` ends in marks (mark.py), from which `writing` makes the CSV, Gradescope's results and the class report.
"""
