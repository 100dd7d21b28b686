"""k-means: groups without targets, found by alternating two steps that can only lower one objective.

    J(c, mu) = sum over points of |x_i - mu_c(i)|^2

Source: notes 000, "Training Objective for Clustering"; Lloyd 1982.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.errors import SettingError, ShapeError
from engine.real import check_count
from engine.words.nested import is_list
from nn.data import rows_of_numbers
from nn.shape import check_rng

Point = Sequence[Any]


def squared_distance(a: Point, b: Point) -> Any:
    """Return |a - b|^2; for Values it is a graph.

    >>> squared_distance([0.0, 0.0], [3.0, 4.0])
    25.0
    """
    return sum((u - v) ** 2 for u, v in zip(a, b, strict=True))


def assign(points: Sequence[Point], centroids: Sequence[Point]) -> list[int]:
    """Return for each point the index of its nearest centroid; the first of equally near ones.

    >>> assign([[0.0], [9.0]], [[1.0], [8.0]])
    [0, 1]
    """
    return [min(range(len(centroids)), key=lambda k: squared_distance(x, centroids[k])) for x in points]


def update(points: Sequence[Point], clusters: Sequence[int], centroids: Sequence[Point]) -> list[Point]:
    """Return the mean of each cluster, where dJ/dmu_k = 2 sum (mu_k - x_i) is 0; an empty one stays where it is.

    >>> update([[0.0], [2.0], [9.0]], [0, 0, 0], [[5.0], [7.0]])
    [[3.6666666666666665], [7.0]]
    """
    members: list[list[Point]] = [[] for _ in centroids]
    for x, cluster in zip(points, clusters, strict=True):
        members[cluster].append(x)
    return [
        [sum(column) / len(column) for column in zip(*members[k], strict=True)] if members[k] else centroid
        for k, centroid in enumerate(centroids)
    ]


def inertia(points: Sequence[Point], clusters: Sequence[int], centroids: Sequence[Point]) -> Any:
    """Return the objective J; with Values as centroids it is a graph, and can be differentiated.

    >>> inertia([[0.0], [2.0]], [0, 0], [[1.0]])
    2.0
    """
    return sum(squared_distance(x, centroids[k]) for x, k in zip(points, clusters, strict=True))


@dataclass
class KMeans:
    """Find k clusters, from several random starts of which the best one is kept.

    Args:
        k: how many clusters.
        restarts: how many starts; each takes k different points as first centroids.
        max_steps: an upper limit on rounds of assign and update in one start.
        rng: decides the starts.

    Attributes:
        centroids, inertia: the best result, after `fit`.
        clusters: the number of the centroid that each point belongs to.
        path: J after every assignment of the best start; it never rises.

    >>> model = KMeans(2, rng=random.Random(0)).fit([[0.0], [1.0], [8.0], [9.0]])
    >>> sorted(model.centroids), model.inertia
    ([[0.5], [8.5]], 1.0)
    """

    k: int
    restarts: int = 1
    max_steps: int = 100
    rng: random.Random = field(kw_only=True, repr=False)
    centroids: list[Point] = field(default_factory=list, init=False)
    clusters: list[int] = field(default_factory=list, init=False)
    inertia: float = field(default=float("inf"), init=False)
    path: list[float] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        for what in ("k", "restarts", "max_steps"):
            check_count("KMeans", what, getattr(self, what))
        check_rng("KMeans", self.rng)

    def fit(self, points: Sequence[Point]) -> "KMeans":
        """Run every start and keep the one with the lowest inertia.

        Raises:
            ShapeError: when there are fewer different points than clusters.
        """
        rows_of_numbers("KMeans", points)
        different = list(dict.fromkeys(map(tuple, points)))
        if self.k > len(different):
            raise ShapeError(
                f"KMeans: {self.k} clusters need as many different points, got {len(different)}; choose a smaller k"
            )
        runs = [self.run(points, self.rng.sample(different, self.k)) for _ in range(self.restarts)]
        self.centroids, self.clusters, self.path = min(runs, key=lambda run: run[2][-1])
        self.inertia = self.path[-1]
        return self

    def run(self, points: Sequence[Point], centroids: Sequence[Point]) -> tuple[list[Point], list[int], list[float]]:
        """Alternate the two steps from given centroids until nothing changes; return centroids, clusters and path."""
        if not centroids or {len(c) for c in centroids} != {len(x) for x in points}:
            raise ShapeError("KMeans: points and centroids must be vectors of one length; give at least one of each")
        clusters, path = assign(points, centroids), []
        for _ in range(self.max_steps):
            path.append(float(inertia(points, clusters, centroids)))
            centroids = update(points, clusters, centroids)
            before, clusters = clusters, assign(points, centroids)
            if clusters == before:
                break
        path.append(float(inertia(points, clusters, centroids)))
        return list(centroids), clusters, path

    def predict(self, x: Point) -> int:
        """Return the index of the nearest centroid."""
        if not self.centroids:
            raise SettingError("KMeans: call fit(points) before predict(x)")
        size = len(self.centroids[0])
        if not is_list(x) or len(x) != size:
            raise ShapeError(f"KMeans: expects a list of {size} numbers, got {x!r:.60}")
        [cluster] = assign([x], self.centroids)
        return cluster
