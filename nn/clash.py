"""Says in one sentence that another `engine` lies in the way, such as one's own engine.py beside the script.

It asks where Python would find `engine`, and runs nothing that it finds.
"""

from importlib.util import find_spec
from os.path import basename, dirname, realpath


def foreign(name: str) -> str:
    """Return the file or folder that Python finds under the name of one of our packages, or "" where it is ours.

    >>> foreign("engine")
    ''
    """
    try:
        found = find_spec(name)
    except ValueError:  # a module without a spec: made by a program
        return ""
    if found is None:
        return ""
    place = next(iter(found.submodule_search_locations or ()), None) or found.origin or ""
    return "" if realpath(dirname(place)) == realpath(dirname(dirname(__file__))) else place


if found := foreign("engine"):
    raise ImportError(
        f"Python finds {found} as 'engine', and nn needs the engine of chalkgrad: rename {basename(found)} "
        "and start again, or run a script with python -P, which does not look beside it",
        name="engine",
        path=found,
    )
