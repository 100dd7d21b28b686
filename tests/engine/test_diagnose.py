"""Every slip planted in the notes' derivations and in random graphs: is it found, is it named, is nothing made up?"""

import numpy as np
import pytest

from engine.compare import compare_gradients
from tests.engine.planted.derivation import GENERIC
from tests.engine.planted.networks import autoencoder, two_layers
from tests.engine.planted.trial import NAMED, UNKNOWN, Trial, derivations, trial


@pytest.fixture(scope="module")
def planted() -> Trial:
    found = trial([0])
    print(f"\n{found}")  # the confusion table: pytest -s, or python -m tests.engine.planted
    return found


@pytest.mark.slow
def test_no_wrong_gradient_is_accepted(planted):
    assert planted.accepted == []


@pytest.mark.slow
def test_no_right_gradient_is_rejected(planted):
    assert planted.rejected == []


@pytest.mark.slow
def test_the_true_slip_is_named_first_where_it_can_be_told_apart(planted):
    assert planted.share >= 0.95, str(planted)


@pytest.mark.slow
def test_every_kind_of_slip_is_mostly_called_by_its_name(planted):
    for kind in {kind for kind, _ in planted.table} - UNKNOWN:
        counts = {first: n for (k, first), n in planted.table.items() if k == kind}
        right = sum(n for first, n in counts.items() if first in NAMED[kind])
        assert right >= 0.75 * sum(counts.values()), f"{kind}: {counts}"


@pytest.mark.slow
def test_what_no_slip_describes_is_given_no_name(planted):
    assert NAMED.keys() >= UNKNOWN
    assert {first for kind, first in planted.table if kind in UNKNOWN} == {"(nothing)"}


@pytest.mark.slow
def test_the_trial_is_wide_enough(planted):
    assert len({kind for kind, _ in planted.table}) >= 40
    assert len({first for _, first in planted.table}) >= 16
    assert planted.cases >= 600
    assert set(GENERIC) <= NAMED.keys()


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in NAMED if kind not in UNKNOWN])
def test_the_first_slip_of_every_kind_is_called_by_its_name(kind, planted):
    one, report = planted.first[kind]
    named = [report[name].findings[0].slip for name, twins in one.wrong.items() if not twins and report[name].findings]
    assert set(named) & NAMED[kind], str(report)
    assert not any(report[name].ok for name in one.wrong)


@pytest.mark.long
@pytest.mark.parametrize("sizes", [(5, 4, 3, 2), (3, 3, 3, 3)])
def test_exam_question_1_with_all_sizes_different_and_all_equal(sizes):
    """D24 as printed: db without the sum over the batch. Where all sizes are equal, only the shape gives it away."""
    derivation = autoencoder(np.random.default_rng(1), sizes)
    printed = derivation.gradients("not summed")
    report = compare_gradients(derivation.loss, {n: (p, printed[n]) for n, p in derivation.parameters.items()})
    assert {line.name: line.verdict for line in report.lines} == {
        "W1": "right", "b1": "shape", "W2": "right", "b2": "shape", "W3": "right", "b3": "shape",
    }  # fmt: skip
    assert [report[b].findings[0].slip for b in ("b1", "b2", "b3")] == ["not summed"] * 3
    transposed = {name: np.transpose(g) for name, g in derivation.gradients("").items()}
    report = compare_gradients(derivation.loss, {n: (p, transposed[n]) for n, p in derivation.parameters.items()})
    for name in ("W1", "W2", "W3"):
        assert report[name].verdict == ("wrong" if len(set(sizes)) == 1 else "shape")
        assert report[name].findings[0].slip == "transposed"


@pytest.mark.long
def test_the_convention_behind_a_factor_is_named():
    derivation = two_layers(np.random.default_rng(2), (5, 3, 2, 1), scale="half mean")
    for slip, words in (("factor m", "not divided by 5"), ("factor 1/m", "divided by 5")):
        wrong = derivation.gradients(slip)
        line = compare_gradients(derivation.loss, {"W1": (derivation.parameters["W1"], wrong["W1"])})["W1"]
        assert line.findings[0].slip == "mean"
        assert words in line.findings[0].text


def test_the_sign_and_an_activation_at_once():
    derivation = two_layers(np.random.default_rng(5), (4, 3, 2, 1))
    wrong = -derivation.gradients("activation forgotten")["W1"]
    finding = compare_gradients(derivation.loss, {"W1": (derivation.parameters["W1"], wrong)})["W1"].findings[0]
    assert [kind.partition("|")[0] for kind in finding.slips] == ["activation forgotten", "sign"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_numbers_out_of_the_air_are_explained_by_no_slip_for_sure(seed):
    for derivation, rng in derivations(seed):
        for name, nodes in derivation.parameters.items():
            if np.size(nodes) > 2:
                line = compare_gradients(derivation.loss, {name: (nodes, rng.normal(size=np.shape(nodes)))})[name]
                assert "sure" not in {f.certainty for f in line.findings}, f"{derivation.name}: {line.findings}"
                assert {f.slip for f in line.findings} <= {"ratio", "reordered", "shape", "entry", "exchanged"}
