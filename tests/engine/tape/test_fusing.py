"""Which additions melt into one, and which must stay."""

from engine import Value, affine, dot
from engine.graph import topological_order
from engine.tape.recording import fusible, terms


def live(output):
    return [node for node in topological_order(output) if node.inputs]


def leaves(count):
    return [Value(float(i), f"x{i}") for i in range(count)]


def test_a_chain_of_additions_is_one_sum_in_reading_order():
    a, b, c, d = leaves(4)
    loss = (a + b) + (c + d)
    melted = fusible(live(loss), [loss])
    assert len(melted) == 2
    assert terms(loss, melted) == ([], [a, b, c, d])


def test_products_dots_and_affines_melt_into_pairs_and_terms():
    a, b, c, d = leaves(4)
    loss = a * b + dot([c], [d]) + affine([a, c], [b, d], d) + c
    pairs, plain = terms(loss, fusible(live(loss), [loss]))
    assert pairs == [(a, b), (c, d), (a, b), (c, d)]
    assert plain == [d, c]


def test_what_has_another_user_stays():
    a, b, c, _ = leaves(4)
    shared = a * b
    loss = (shared + c) * shared
    assert shared not in fusible(live(loss), [loss])
    twice = shared + shared
    assert fusible(live(twice), [twice]) == set()


def test_what_somebody_asks_for_stays():
    a, b, c, _ = leaves(4)
    inner = a + b
    loss = inner + c
    assert fusible(live(loss), [loss]) == {inner}
    assert fusible(live(loss), [loss, inner]) == set()


def test_what_an_affine_adds_to_its_products_melts_into_it():
    a, b, c, d = leaves(4)
    bias = a * b
    loss = affine([c], [d], bias)
    assert fusible(live(loss), [loss]) == {bias}


def test_a_factor_is_no_term():
    a, b, c, d = leaves(4)
    factor = a + b
    loss = dot([factor, c], [d, d])
    assert fusible(live(loss), [loss]) == set()


def test_a_sum_of_twenty_thousand_terms_does_not_recurse():
    x = Value(1.0)
    loss = x
    for _ in range(20_000):
        loss = loss + x
    assert len(terms(loss, fusible(live(loss), [loss]))[1]) == 20_001
