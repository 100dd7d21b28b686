"""What a script can show besides text: plots as SVG, tables, and reports of the engine.

In the workbench each is shown where the script makes it. In a notebook the last one of a cell shows itself, and with
plain Python a table prints and a plot can be saved.
"""
