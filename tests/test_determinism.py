"""The same bits in every process; `make fuzz` compares twenty of them."""

import pytest

from tests.fuzz.determinism import in_processes


@pytest.mark.slow
def test_gradients_pictures_pages_and_claims_are_the_same_bits_in_every_process():
    found = in_processes([1, 2])
    assert len(found) == 8
    assert {name for name, prints in found.items() if len(prints) > 1} == set()
