"""The arrays that leaves are labelled as, such as w11, w12, w21 and w22."""

from collections import defaultdict

from engine.trace import Trace
from engine.trace.arrays import entry


def labelled_arrays(trace: Trace) -> dict[str, dict[tuple[int, ...], list[int]]]:
    """Return the arrays that leaves are labelled as, their nodes by index: several where each example has an x0."""
    arrays: defaultdict[str, defaultdict[tuple[int, ...], list[int]]] = defaultdict(lambda: defaultdict(list))
    for i, label in enumerate(trace.labels):
        array, index = entry(label)
        if index and not trace.values[i].inputs:
            arrays[array][index].append(i)
    found: dict[str, dict[tuple[int, ...], list[int]]] = {}
    for array, places in arrays.items():
        lengths, counts = {len(index) for index in places}, {len(nodes) for nodes in places.values()}
        if len(places) > 1 and len(counts) == 1 and (lengths == {1} or (lengths == {2} and counts == {1})):
            pairs = [divmod(index[0], 10) for index in places]  # w11, w12, w21, w22
            rows, columns = ({pair[axis] for pair in pairs} for axis in (0, 1))
            two = lengths == {1} and len(rows) > 1 and min(rows) > 0 and len(pairs) == len(rows) * len(columns)
            found[array] = dict(zip(pairs, places.values(), strict=True)) if two else dict(places)
    return found
