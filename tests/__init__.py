"""Tests mirror the folders they test, and read as specifications."""
