"""What people get wrong in a gradient, one file for each family of slips.

A slip of the graph is a function that is given the `Problem` and yields `Slip`s: each names local derivatives that
stand in the place of the right ones. A slip of one array is a function that is given an array as well and yields
`Guess`es: each what its gradient would be. To teach the diagnosis a new slip, write such a function in the file of its
family and add it to a list below; nothing else has to know of it. A slip of scale, such as a forgotten 1/m or a sign,
is none of these: `scale.factors` yields all of them, and each is tried on every gradient and beside other slips.
"""

from collections.abc import Callable, Iterator

from engine.compare.guesses import Guess, NamedArray, Slip
from engine.compare.problem import Problem
from engine.compare.slips import (
    alike,
    arrange,
    choices,
    clipped,
    counted,
    factors,
    folded,
    functions,
    gates,
    givens,
    indices,
    likelihoods,
    margins,
    naive,
    paths,
    pooling,
    quotients,
    shared,
    shares,
    softmax_back,
    stale,
    sums,
    targets,
    terms,
    time,
    unsummed,
    values,
    weights,
    windows,
)

OF_THE_GRAPH: tuple[Callable[[Problem], Iterator[Slip]], ...] = (
    functions.derivatives, functions.elsewhere, functions.beyond, factors.operands, factors.whole_factors,
    factors.halves, quotients.quotients, counted.counted, weights.weights, indices.remapped, indices.mixed,
    indices.overwritten, windows.windows, folded.folded,
    time.between_steps, time.states, time.new_states, time.one_way, gates.factors, gates.slopes, gates.spread,
    choices.masks, pooling.winners, choices.softmax, softmax_back.jacobians, targets.targets, margins.margins,
    likelihoods.likelihoods, clipped.huber, terms.terms, paths.signs, paths.routes, paths.upstream, stale.held_constant,
    sums.sums, shared.norms, shared.own_shares, shared.products_of_sums, paths.edges,
    values.forward, alike.exchanged, givens.constants, givens.entries, givens.whole_numbers, stale.updated_weights,
)  # fmt: skip
OF_AN_ARRAY: tuple[Callable[[Problem, NamedArray], Iterator[Guess]], ...] = (
    shares.examples, shares.time, shares.pairing, shares.axis, shares.in_parts, terms.penalised, arrange.others,
    arrange.reshaped, arrange.of_a_result, indices.counted_once, windows.scattered, arrange.repeated,
    arrange.square, arrange.stopped, folded.other_order, unsummed.unsummed, arrange.one_number, indices.last_term,
    naive.factor_by_factor,
)  # fmt: skip
