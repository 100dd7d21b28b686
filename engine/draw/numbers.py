"""How drawings write numbers: as everywhere else (see notation.py)."""

from engine.notation import show

__all__ = ["show"]
