"""From the text of the formula box and a number for each name in it to a graph, its fields, or what is wrong."""
