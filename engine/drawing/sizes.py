"""The sizes of type and shapes in a drawing, in pixels."""

LABEL, NUMBER, KEY, PARTIAL, SCOPE = 13.0, 12.5, 10.5, 11.0, 11.5  # letters: names, numbers, "data" and "grad"
SYMBOL, SHORT, WORD = 17.0, 13.0, 11.0  # letters on a disc, for one, two and more characters
PAD, GAP = 9.0, 8.0  # between the border of a box and its text, and between the two columns in it
BOX_HEIGHT, QUIET_HEIGHT, DISC = 62.0, 40.0, 30.0
LABEL_COLUMNS, NUMBER_COLUMNS = 16, 7  # the most of a label, the least of a number
