"""Lectures: plain scripts in one folder per course, and the machinery that runs, builds and steps through them."""
