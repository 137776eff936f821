"""What the tests of this folder share: torch keeps to one thread, so that parallel tests do not fight for cores."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> None:
    """Give torch one thread: the tensors here are small."""
    pytest.importorskip("torch").set_num_threads(1)
