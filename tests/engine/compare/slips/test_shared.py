"""Slips at results that many share: a norm for a sum of squares, own shares only, a product of sums."""

import numpy as np

from engine.compare.slips.shared import norms, own_shares, products_of_sums
from nn.array import array
from tests.engine.compare.asking import check, problem_of

W = np.array([[0.7, -1.2], [1.9, 0.4], [-0.6, 2.3]])
G = np.array([[1.3, -0.4], [0.8, 2.1], [-1.7, 0.9]])


def test_a_sum_of_squares_is_differentiated_as_a_norm():
    w = array(W, "w")
    loss = (np.sum(np.tanh(w) * G) + 0.3 * np.sum(w**2)).item()
    right = G * (1 - np.tanh(W) ** 2)
    check("wrong function", loss, "x/|x| for 2 x", w=(w, right + 0.3 * W / np.sqrt(np.sum(W**2))))


def test_the_squares_of_each_row_are_differentiated_as_its_norm_or_as_that_of_all():
    w = array(W, "w")
    loss = np.sum(np.exp(np.sum(w**2, axis=1) / 9)).item()
    sums = np.sum(W**2, axis=1, keepdims=True)
    for size, words in ((sums, "each sum"), (np.sum(W**2), "all of them")):
        check("wrong function", loss, words, w=(w, np.exp(sums / 9) / 9 * W / np.sqrt(size)))


def test_what_has_its_root_taken_is_no_sum_of_squares_to_be_mistaken():
    w = array(W, "w")
    assert list(norms(problem_of(np.sqrt(np.sum(w**2)).item(), w=w))) == []


def test_through_a_norm_each_entry_gets_back_only_what_its_own_quotient_sends():
    w = array(W, "w")
    size = np.sqrt(np.sum(w**2, axis=1, keepdims=True))
    loss = np.sum(G * (w / size)).item()
    n = np.sqrt(np.sum(W**2, axis=1, keepdims=True))
    check("not summed", loss, "only what its own use of it sends", w=(w, G / n - G * W * W / n**3))


def test_what_is_used_once_has_no_shares():
    w = array(W, "w")
    assert list(own_shares(problem_of(np.sqrt(np.sum(w**2)).item(), w=w))) == []


def test_a_sum_of_products_on_the_way_back_is_taken_for_the_product_of_the_sums():
    x, b = np.array([0.4, -0.9, 1.3]), np.array([0.2, 0.5, -0.3, 0.1])
    v = np.array([[0.6, -1.1, 0.3, 0.9], [1.2, 0.5, -0.8, 0.4], [-0.7, 1.6, 0.2, 1.1]])
    w = array(b, "b")
    hidden = np.tanh(w)
    out = array(v, "V", given=True) @ hidden
    loss = np.sum((out - x) ** 2).item()
    h = np.tanh(b)
    error = 2 * (v @ h - x)
    check("upstream averaged", loss, "product of the sums", b=(w, error.sum() * v.sum(axis=0) * (1 - h**2)))
    check("upstream averaged", loss, "product of the means", b=(w, error.mean() * v.sum(axis=0) * (1 - h**2)))


def test_a_single_unit_has_no_sum_of_products():
    w = array(W, "w")
    assert list(products_of_sums(problem_of(np.sum(w**2).item(), w=w))) == []
