"""Where room is scarce, the leaves of an operation stand in two columns: of those with five, then with fewer."""

from types import SimpleNamespace

from engine.drawing.columns import staggered

LEAVES = {102: (0, 1), 103: (2, 3, 4), 104: (5, 6, 7, 8), 105: (9, 10, 11, 12, 13)}


def ways(leaves, results=()):
    """Return the ways for operations with these leaves, the number of an arrow being that of its leaf."""
    links = [SimpleNamespace(value=value, head=head) for head, values in leaves.items() for value in values]
    return [sorted(way) for way in staggered(SimpleNamespace(links=links, results=[("scope0", i) for i in results]))]


def test_first_none_then_half_of_many_leaves_then_of_fewer():
    assert ways(LEAVES) == [
        [],
        [9, 10], [9, 11, 13], [10, 12],
        [5, 6, 9, 10], [5, 7, 9, 11, 13], [6, 8, 10, 12],
        [2, 5, 6, 9, 10], [2, 4, 5, 7, 9, 11, 13], [3, 6, 8, 10, 12],
        [0, 2, 5, 6, 9, 10], [0, 2, 4, 5, 7, 9, 11, 13], [1, 3, 6, 8, 10, 12],
    ]  # fmt: skip


def test_results_do_not_count_as_leaves():
    assert ways({102: (0, 1), 103: (102, 3)})[-3:] == [[0], [0], [1]]
    assert ways({102: (0, 1), 103: (2, 3)}, results=[3])[-3:] == [[0], [0], [1]]
