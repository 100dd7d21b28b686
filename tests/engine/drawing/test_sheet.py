"""A layout that is moved: every point goes, and is written to a tenth of a pixel; sizes stay."""

from engine.drawing.sheet import Layout


def test_everything_moves_and_is_rounded_to_a_tenth_and_no_size_changes_by_more() -> None:
    before = Layout(
        size=(100.26, 50.26),
        places={(0, 0): (1.04, 2.06), ("scope1", 1): (3.0, 4.0)},
        sizes={(0, 0): (10.26, 20.26)},
        links={0: ((0.0, 0.0), (1.26, 1.26), (2.0, 2.0), (3.0, 3.33))},
        results={5: ((7.07, 8.0), (9.0, 9.0))},
        labels={0: (1.5, 1.58)},
        scopes=[(1, (0.52, 0.07, 30.27, 40.27))],
        lines={0: [1, 0]},
    )
    assert before.moved(lambda x, y: (x + 10, 100 - y)) == Layout(
        size=(100.26, 50.26),
        places={(0, 0): (11.0, 97.9), ("scope1", 1): (13.0, 96.0)},
        sizes={(0, 0): (10.26, 20.26)},
        links={0: ((10.0, 100.0), (11.3, 98.7), (12.0, 98.0), (13.0, 96.7))},
        results={5: ((17.1, 92.0), (19.0, 91.0))},
        labels={0: (11.5, 98.4)},
        scopes=[(1, (10.5, 99.9, 30.3, 40.3))],
        lines={0: [1, 0]},
    )
