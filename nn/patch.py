"""Patches: the windows of an image that a convolution or a pooling looks through."""

from typing import Any

from engine.errors import SettingError
from engine.real import check_count
from engine.words.nested import shape_of
from nn.shape import wrong_shape

Pair = int | tuple[int, int]


def pair(where: str, what: str, size: Pair, least: int = 1) -> tuple[int, int]:
    """Return (rows, columns) from one number for both, or from two.

    Raises:
        SettingError: for anything else, or a number below `least`.

    >>> pair("conv", "kernel", 3), pair("conv", "kernel", (1, 2))
    ((3, 3), (1, 2))
    """
    both = (size, size) if isinstance(size, int) else size
    if not isinstance(both, tuple | list) or len(both) != 2:
        raise SettingError(f"{where}: {what} must be one number or (rows, columns), got {size!r}")
    return check_count(where, what, both[0], least), check_count(where, what, both[1], least)


def patches(x: list[list[list[Any]]], size: tuple[int, int], stride: tuple[int, int]) -> Any:
    """Return grid[i][j][channel], the flat list of numbers seen through the window in place (i, j).

    Rows and columns at the far edge that do not fill a window are left out.

    Raises:
        ShapeError: when the image is smaller than one window.

    >>> patches([[[1, 2, 3], [4, 5, 6]]], (2, 2), (1, 1))
    [[[[1, 2, 4, 5]], [[2, 3, 5, 6]]]]
    """
    (rows, columns), (down, right) = size, stride
    _, height, width = shape_of(x)
    if height < rows or width < columns:
        raise wrong_shape(f"an image of at least {rows} x {columns} in each channel", x)
    return [
        [
            [[v for row in plane[i : i + rows] for v in row[j : j + columns]] for plane in x]
            for j in range(0, width - columns + 1, right)
        ]
        for i in range(0, height - rows + 1, down)
    ]


def cell_names(channels: int) -> list[str]:
    """Return what the boxes of the cells of each feature map are called; a single map needs no number.

    >>> cell_names(1), cell_names(2)
    (['cell'], ['map 0 cell', 'map 1 cell'])
    """
    return ["cell"] if channels == 1 else [f"map {c} cell" for c in range(channels)]
