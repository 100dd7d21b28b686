"""The tables that cover all lectures: the index page, and where each worked example is shown."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from lectures.items import COURSES, ITEMS
from lectures.reference.link import INDEX, names
from lectures.site.course import Course
from lectures.site.script import Script
from lectures.site.search import searched
from lectures.site.style import stylesheet
from lectures.site.templating import environment, of_course, script_of_page
from lectures.site.workbench_link import PAGE

Record = Mapping[str, Any]
BESIDE = [  # what the index leads to beside the lectures
    {
        "title": title,
        "page": page,
        "also": also,
        "passages": [{"anchor": "", "heading": "", "text": text}],
        "beside": True,
    }
    for title, page, also, text in (
        (
            "The workbench: your own formula",
            PAGE,
            "script exercise own question try check my numpy homework derivation arrays",
            "A formula or a script of your own: step through its graph, and have gradients derived by hand judged. How "
            "compare_steps judges a derivation in NumPy stands in README, under Two days before an exam.",
        ),
        (
            "All exercises",
            f"{PAGE}#exercises",
            "exercise workbench gradient practice mock exam",
            "Every exercise of the course in one list, with new numbers whenever you want, judged as you fill them in. "
            "The command chalkgrad exam makes a mock exam of them.",
        ),
    )
]


def coverage_of(records: Iterable[Record]) -> dict[str, dict[str, Any]]:
    """Return for each worked example its lectures, figures, number of claims, verdicts, and why it has no graph."""
    coverage: dict[str, dict[str, Any]] = {
        item: {"topic": topic, "lectures": [], "figures": [], "claims": 0, "verdicts": {}, "no_graph": ""}
        for item, topic in ITEMS.items()
    }
    for record in records:
        claimed = Counter(claim["item"] for claim in record["claims"])
        drawn = {item for items in record["figures"].values() for item in items}
        for item in {*record["covers"], *claimed, *drawn, *record["without_graph"]}:
            coverage[item]["lectures"].append(record["name"])
            coverage[item]["claims"] += claimed[item]
        for figure, items in record["figures"].items():
            for item in items:
                coverage[item]["figures"].append(f"{record['name']}/{figure}")
        for claim in record["claims"]:
            verdicts = coverage[claim["item"]]["verdicts"]
            verdicts[claim["verdict"]] = verdicts.get(claim["verdict"], 0) + 1
        for item, why in record["without_graph"].items():
            coverage[item]["no_graph"] = why
    for entry in coverage.values():
        entry["verdicts"] = dict(sorted(entry["verdicts"].items()))
    return coverage


def hours(minutes: int) -> str:
    """Return a time in words.

    >>> hours(75), hours(120)
    ('1 hour and 15 minutes', '2 hours')
    """
    parts = [(minutes // 60, "hour"), (minutes % 60, "minute")]
    return " and ".join(f"{number} {unit}{'s' * (number > 1)}" for number, unit in parts if number)


def index_of(
    lectures: Mapping[str, Script], records: Mapping[str, Record], coverage: Mapping[str, Any], workbench: bool = True
) -> str:
    """Return the index page: where to start, the path of the course, the companions to the notes.

    Args:
        lectures: all lectures by name, in order.
        records: what is known of those that have a page.
        coverage: the worked examples, from `coverage_of`.
        workbench: whether it stands beside the index, which leads there then.
    """
    course = [script for script in lectures.values() if script.course == "course"]
    path = [script for script in course if script.number is not None]
    companions = [
        (title, [script for script in lectures.values() if script.course == name])
        for name, title in COURSES.items()
        if name != "course"
    ]
    return (
        environment()
        .get_template("index.html")
        .render(
            path=path,
            optional=[script for script in course if script.number is None],
            hours=hours(sum(int(script.minutes) for script in path if script.minutes.isdigit())),
            companions=[(title, scripts) for title, scripts in companions if scripts],
            records=records,
            searched=[searched(script, records.get(script.name)) for script in lectures.values()]
            + (BESIDE if workbench else []),
            beside=BESIDE if workbench else [],
            reference={"page": INDEX, "names": names()},
            claims=sum(len(record["claims"]) for record in records.values()),
            covered=sum(bool(entry["lectures"]) for entry in coverage.values()),
            style=stylesheet(),
            index_script=script_of_page("index.js"),
        )
    )


def own_index_of(lectures: Mapping[str, Script], records: Mapping[str, Record], course: Course) -> str:
    """Return the index page of a course of one's own: its title, its lectures in their order, its footer.

    Args:
        lectures, records: as for `index_of`.
        course: what its pages have in common.
    """
    return (
        environment()
        .get_template("own.html")
        .render(
            path=list(lectures.values()),
            records=records,
            searched=[searched(script, records.get(script.name)) for script in lectures.values()],
            claims=sum(len(record["claims"]) for record in records.values()),
            style=stylesheet(),
            index_script=script_of_page("index.js", course),
            **of_course(course),
        )
    )
