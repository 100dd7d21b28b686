"""The windows of an image."""

import numpy as np
import pytest

from engine.errors import SettingError, ShapeError
from nn.patch import pair, patches


@pytest.mark.parametrize(("size", "stride"), [((1, 1), (1, 1)), ((2, 3), (1, 1)), ((2, 2), (2, 3)), ((4, 5), (7, 7))])
def test_patches_agree_with_numpys_sliding_windows(size, stride):
    x = np.arange(40.0).reshape(2, 4, 5)
    windows = np.lib.stride_tricks.sliding_window_view(x, size, axis=(1, 2))[:, :: stride[0], :: stride[1]]
    expected = windows.reshape(*windows.shape[:3], -1).transpose(1, 2, 0, 3)
    assert np.array(patches(x.tolist(), size, stride)).tolist() == expected.tolist()


def test_an_image_smaller_than_one_window_is_refused():
    with pytest.raises(ShapeError, match="an image of at least 2 x 3 in each channel, got 1 x 2 x 2"):
        patches([[[1, 2], [3, 4]]], (2, 3), (1, 1))


@pytest.mark.parametrize("size", ["a", (1, 2, 3), (1,), 1.5, (1, 0), (2.0, 2)])
def test_a_size_is_one_or_two_whole_numbers(size):
    with pytest.raises(SettingError, match="conv: kernel must be"):
        pair("conv", "kernel", size)
