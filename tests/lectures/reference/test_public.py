"""Every public name says in one sentence what it is, and shows it by an example that runs."""

import doctest
import importlib
import inspect

import pytest

from lectures.reference.public import MODULES, Entry, Reference, first_sentence, inherited, methods

RUN_BY_PYTEST = ("function", "class")  # doctest finds these docstrings; below a constant it sees none


def has_example(entry: Entry) -> bool:
    own = entry.source.docstring.value if entry.source.docstring else ""
    of_methods = [method.docstring.value for method in methods(entry.source)] if entry.kind == "class" else []
    return any(">>> " in text for text in (own, *of_methods))


def without_sentence(reference: Reference) -> list[str]:
    return [entry.path for entry in reference.all() if not entry.sentence.rstrip('":').endswith((".", "?", ")"))]


def without_example(reference: Reference) -> list[str]:
    return [entry.path for entry in reference.all() if not has_example(entry)]


def planted(docstring: str | None) -> Reference:
    import griffe

    source = griffe.Function("planted")
    source.docstring = griffe.Docstring(docstring) if docstring else None
    return Reference({}, {"engine": (Entry("engine", "planted", source),)}, ())


@pytest.mark.parametrize("module", MODULES)
def test_what_a_module_hands_on_is_listed(reference: Reference, module: str) -> None:
    found = importlib.import_module(module)
    listed = [entry.name for entry in reference.entries[module]]
    assert listed
    if hasattr(found, "__all__"):
        assert listed == list(found.__all__)
    assert all(hasattr(found, name) for name in listed)
    kinds = {entry.name: entry.source.is_module for entry in reference.entries[module]}
    assert kinds == {name: inspect.ismodule(getattr(found, name)) for name in listed}


def test_every_name_has_a_sentence(reference: Reference) -> None:
    assert without_sentence(reference) == []


def test_every_name_has_an_example(reference: Reference) -> None:
    assert without_example(reference) == []


def test_every_error_has_a_sentence(reference: Reference) -> None:
    assert [entry.name for entry in reference.errors if not entry.sentence.endswith(".")] == []


def test_every_method_that_is_shown_has_a_sentence(reference: Reference) -> None:
    classes = [entry.source for entry in reference.all() if entry.kind == "class"]
    assert [method.path for each in classes for method in methods(each) if not first_sentence(method)] == []


@pytest.mark.parametrize("docstring", [None, "Too short", "A sentence, and no example."])
def test_a_name_that_says_too_little_is_found(docstring: str | None) -> None:
    found = planted(docstring)
    assert without_example(found) == ["engine.planted"]
    assert bool(without_sentence(found)) == (docstring is None or not docstring.endswith("."))


def test_examples_below_constants_run(reference: Reference) -> None:
    apart = [entry for entry in reference.all() if entry.kind not in RUN_BY_PYTEST]
    assert {entry.name for entry in apart} == {"PRIMITIVES", "LETTERS"}
    for entry in apart:
        names = vars(importlib.import_module(entry.source.parent.path)).copy()
        test = doctest.DocTestParser().get_doctest(entry.source.docstring.value, names, entry.name, None, None)
        assert doctest.DocTestRunner().run(test) == (0, len(test.examples))


def test_a_name_leads_to_the_entry_that_is_meant(reference: Reference) -> None:
    assert reference.find("draw", "engine") == "engine.html#draw"
    assert reference.find("engine.draw", "nn") == "engine.html#draw"
    assert reference.find("fit()", "nn") == "nn.html#fit"
    assert reference.find("losses.hinge", "nn") == "nn.losses.html#hinge"
    assert reference.find("compare_steps", "lectures.board") == "lectures.board.html#compare_steps"
    assert reference.find("compare_steps", "engine") == "engine.html#compare_steps"
    assert reference.find("LectureError", "lectures.board") == "errors.html#LectureError"
    assert reference.find("x", "engine") == ""
    assert reference.find("draw", "lectures.board") == ""  # what an exercise is given


def test_what_a_class_has_from_another_is_said(reference: Reference) -> None:
    adam = next(entry for entry in reference.entries["nn"] if entry.name == "Adam")
    ((base, href, names),) = inherited(adam.source, reference)
    assert (base, href) == ("Optimiser", "nn.html#Optimiser")
    assert {"zero_grad", "step"} <= set(names)
