"""k-means: both steps lower the objective, restarts help, and the engine agrees that the mean is the minimum."""

import random
from itertools import pairwise

import numpy as np
import pytest

from engine import Value, gradient
from engine.errors import SettingError, ShapeError
from nn import KMeans, datasets
from nn.cluster import assign, inertia, squared_distance, update

CENTRES = [[0.0, 0.0], [6.0, 0.0], [0.0, 6.0], [6.0, 6.0]]
POINTS = datasets.blobs(CENTRES, 80, spread=0.5, rng=random.Random(0)).inputs


def test_finds_the_clouds():
    model = KMeans(4, restarts=5, rng=random.Random(1)).fit(POINTS)
    distances = np.linalg.norm(np.array(model.centroids)[:, None] - np.array(CENTRES), axis=-1)
    assert distances.min(axis=0).max() < 0.5  # one near each centre
    assert model.inertia == inertia(POINTS, model.clusters, model.centroids)
    assert model.clusters == assign(POINTS, model.centroids)
    assert [model.predict(x) for x in POINTS] == model.clusters


def test_the_objective_never_rises():
    for seed in range(10):
        path = KMeans(5, rng=random.Random(seed)).fit(POINTS).path
        assert all(later <= earlier + 1e-9 for earlier, later in pairwise(path))


@pytest.mark.long
def test_scipy_agrees_from_the_same_start():
    vq = pytest.importorskip("scipy.cluster.vq")
    start = POINTS[:4]
    centroids, clusters, _ = KMeans(4, rng=random.Random(0)).run(POINTS, start)
    theirs, their_clusters = vq.kmeans2(np.array(POINTS), np.array(start), minit="matrix", iter=100)
    np.testing.assert_allclose(centroids, theirs)
    assert clusters == their_clusters.tolist()


def test_a_bad_start_gets_stuck_and_restarts_get_out():
    """Two centroids in one cloud and one between the others: a local minimum of an NP-hard problem."""
    corners = [[0.0, 0.0], [0.0, 1.0], [9.0, 0.0], [9.0, 1.0]]
    model = KMeans(2, restarts=10, rng=random.Random(0))
    _, _, stuck = model.run(corners, [[4.5, 0.0], [4.5, 1.0]])
    assert stuck[-1] == 81.0
    assert model.fit(corners).inertia == 1.0


def test_the_update_is_where_the_gradient_vanishes():
    """dJ/dmu_k = 2 sum (mu_k - x_i), over the points of cluster k."""
    clusters = assign(POINTS, POINTS[:4])
    mu = [[Value(c) for c in point] for point in POINTS[:4]]
    slopes = gradient(inertia(POINTS, clusters, mu), [c for point in mu for c in point])
    expected = [2 * sum(m - x[d] for x, k in zip(POINTS, clusters, strict=True) if k == j)
                for j, point in enumerate(POINTS[:4]) for d, m in enumerate(point)]  # fmt: skip
    np.testing.assert_allclose(slopes, expected)
    means = [[Value(c) for c in point] for point in update(POINTS, clusters, POINTS[:4])]
    slopes = gradient(inertia(POINTS, clusters, means), [c for point in means for c in point])
    np.testing.assert_allclose(slopes, 0.0, atol=1e-9)


def test_an_empty_cluster_stays_where_it_is():
    assert update([[1.0]], [0], [[0.0], [5.0]]) == [[1.0], [5.0]]


def test_more_clusters_than_points_and_predictions_before_fit_are_refused():
    with pytest.raises(ShapeError, match="3 clusters need as many different points, got 2"):
        KMeans(3, rng=random.Random(0)).fit([[1.0], [1.0], [2.0]])
    with pytest.raises(SettingError, match="call fit"):
        KMeans(3, rng=random.Random(0)).predict([1.0])


def test_every_round_of_a_start_by_hand():
    """Points 0, 1, 8, 9, 10 from the centroids 0 and 1, then 0 and 7, then 0.5 and 9."""
    points = [[0.0], [1.0], [8.0], [9.0], [10.0]]
    centroids, clusters, path = KMeans(2, rng=random.Random(0)).run(points, [[0.0], [1.0]])
    assert (centroids, clusters) == ([[0.5], [9.0]], [0, 0, 1, 1, 1])
    assert path == [0 + 0 + 49 + 64 + 81, 0 + 1 + 1 + 4 + 9, 0.25 + 0.25 + 1 + 0 + 1]
    for steps, expected in ((1, path[:2]), (2, path), (100, path)):
        assert KMeans(2, max_steps=steps, rng=random.Random(0)).run(points, [[0.0], [1.0]])[2] == expected


def test_the_first_of_equally_near_centroids_is_taken():
    assert assign([[1.0], [2.0], [2.5]], [[3.0], [1.0], [3.0]]) == [1, 0, 0]


def test_the_best_of_all_starts_is_kept():
    points = datasets.blobs(CENTRES, 24, spread=1.5, rng=random.Random(3)).inputs
    rng, lone = random.Random(0), random.Random(0)
    model = KMeans(4, restarts=6, rng=rng)
    starts = [model.run(points, lone.sample([tuple(x) for x in points], 4)) for _ in range(6)]
    best = min(starts, key=lambda run: run[2][-1])
    assert best != min(starts, key=lambda run: run[2][1])
    model.fit(points)
    assert (model.centroids, model.clusters, model.path, model.inertia) == (*best, best[2][-1])


def test_as_many_clusters_as_different_points_leave_nothing_over():
    model = KMeans(3, rng=random.Random(0)).fit([[1.0], [2.0], [5.0], [5.0]])
    assert (sorted(model.centroids), model.inertia) == ([[1.0], [2.0], [5.0]], 0.0)
    assert KMeans(1, rng=random.Random(0)).fit([[4.0], [6.0]]).centroids == [[5.0]]


def test_only_the_settings_can_be_given_and_only_the_result_is_shown():
    model = KMeans(2, rng=random.Random(0))
    assert repr(model) == "KMeans(k=2, restarts=1, max_steps=100, centroids=[], clusters=[], inertia=inf)"
    for name in ("centroids", "clusters", "inertia", "path"):
        with pytest.raises(TypeError, match=name):
            KMeans(2, rng=random.Random(0), **{name: []})
    with pytest.raises(TypeError, match="positional"):
        KMeans(2, 1, 100, random.Random(0))
    for name in ("k", "restarts", "max_steps"):
        assert getattr(KMeans(**{"k": 2, name: 1}, rng=random.Random(0)), name) == 1
        with pytest.raises(SettingError, match=f"KMeans: {name} must be a whole number of at least 1, got 0"):
            KMeans(**{"k": 2, name: 0}, rng=random.Random(0))
    with pytest.raises(ValueError, match="zip"):
        squared_distance([1.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="zip"):
        inertia([[1.0], [2.0]], [0], [[1.0]])
    with pytest.raises(ValueError, match="zip"):
        update([[1.0], [2.0]], [0], [[1.0]])
