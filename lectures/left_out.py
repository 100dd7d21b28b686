"""The page that stands in the place of one that is not built yet, so that no link leads nowhere."""


def left_out(what: str, says: str, lectures: str = "index.html") -> str:
    """Return a page that says how to build another one.

    Args:
        what: such as "The workbench".
        says: what it is, and the command that builds it, as HTML.
        lectures: where the list of lectures is, seen from this page.

    >>> "<h1>The workbench is left out</h1>" in left_out("The workbench", "<code>make workbench</code> builds it.")
    True
    """
    return f"""\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{what} is left out</title>
<style>body {{ font: 1.1rem/1.6 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem }}</style>
</head>
<body><main><h1>{what} is left out</h1>
<p>{says}</p>
<p><a href="{lectures}">All lectures</a></p></main></body></html>
"""
