"""From the text of a script to what it prints and shows, the Values that it leaves, and what is wrong with it."""
