"""Words: a row of the table or a step of a trace as plain text, as LaTeX, as a sentence.

In come rows, traces and numbers; out go strings, and for pages MathML and templates with places for numbers. How a
number is shown, what a value is called, how a list is shortened and how nested lists are read is decided here, once for
the whole project.
"""
