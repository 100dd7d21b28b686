"""The style sheet of all pages."""

import re
from pathlib import Path

from markupsafe import Markup

SHEET = Path(__file__).parent / "templates" / "style.css"


def stylesheet() -> Markup:
    """Return the CSS that every page has, without its indentation."""
    return Markup(re.sub(r"\n\s*", "\n", SHEET.read_text(encoding="utf-8")).strip())
