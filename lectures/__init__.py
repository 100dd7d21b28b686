"""Lectures: plain scripts below `course/`, and what runs them, builds their pages and steps through them."""
