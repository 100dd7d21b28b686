"""Finding the dense layers again: dots whose factors form a table of rows and columns.

A layer of J neurons seen by I examples is J x I dots. Node (j, i) multiplies the weights of row j with the inputs
of column i, whoever wrote it and in whatever order. Where every row meets every column, the whole table is one
matrix product. Nothing here is taken on trust: a table found wrongly only costs speed, because operands are
broadcast only along an axis on which they are really the same (see operands.py).
"""

import numpy as np

from engine.tape.arrays import Indices

SMALL = 256  # multiplications below which a table of its own is not worth a step of its own
_SEED = 20  # any; it only makes the hashes the same in every run


def tables(reads: Indices, half: int) -> list[tuple[Indices, int, int]]:
    """Split the dots of one group into full tables and the rest.

    Args:
        reads: the ids that each dot reads, shape (n, k), weights in the first `half` slots, inputs in the next.
        half: how many products a dot adds.

    Returns:
        For each part the positions of its dots, row by row, and its shape (J, I); the rest has J = 1.
    """
    row, row_first = _codes(reads[:, :half])
    column, column_first = _codes(reads[:, half : 2 * half])
    mixer = np.random.default_rng(_SEED).integers(2**63, size=len(column_first), dtype=np.uint64)
    partners = np.zeros(len(row_first), np.uint64)  # which columns a row meets, as one number
    np.add.at(partners, row, mixer[column])
    kind = np.unique(partners, return_inverse=True)[1][row]
    order = np.lexsort((column_first[column], row_first[row], kind))
    parts: list[tuple[Indices, int, int]] = []
    rest: list[Indices] = []
    for part in np.split(order, np.flatnonzero(np.diff(kind[order])) + 1):
        rows = len(np.unique(row[part]))
        columns = len(part) // rows
        if rows > 1 and columns > 1 and rows * columns == len(part) and len(part) * half >= SMALL:
            parts.append((part, rows, columns))
        else:
            rest.append(part)
    if rest:
        left = np.sort(np.concatenate(rest))
        parts.append((left, 1, len(left)))
    return sorted(parts, key=lambda part: int(part[0].min()))


def _codes(reads: Indices) -> tuple[Indices, Indices]:
    """Return a code for each list of ids, equal for equal lists, and the first id of the list by code."""
    mixer = np.random.default_rng(_SEED + 1).integers(2**63, size=reads.shape[1], dtype=np.uint64)
    hashes = (reads.astype(np.uint64) * mixer).sum(axis=1, dtype=np.uint64)
    _, first, code = np.unique(hashes, return_index=True, return_inverse=True)
    return code, reads[first, 0]
