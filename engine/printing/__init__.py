"""Printing: a row of the table as a little program, and that program in another language.

In come rows; out go JavaScript for the page, and WebAssembly and LLVM for a tape. A rule of the table is run once over
symbols that write down what is asked of them (recorder), and what was written is printed (javascript, kernels,
vectors), so no derivative is written twice, whatever language it is computed in. `python -m engine.printing tanh`
shows a row in all of them.
"""
