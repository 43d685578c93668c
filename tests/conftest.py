"""How hard the properties try: `HYPOTHESIS_PROFILE=thorough` looks for longer, `brief` less long.

`TEST_PARTS=30` runs one part of thirty: the one that `TEST_SEED` chooses, so that another seed
runs other tests and the same one the same.
"""

from __future__ import annotations

import os
import zlib

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "quick",
    max_examples=70,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.register_profile("brief", settings.get_profile("quick"), max_examples=20)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=2100)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that are not of the part that is asked for."""
    parts, seed = int(os.environ.get("TEST_PARTS", "1")), os.environ.get("TEST_SEED", "0")
    others = [one for one in items if zlib.crc32(f"{seed} {one.nodeid}".encode()) % parts]
    if others:
        config.hook.pytest_deselected(items=others)
        left_out = set(others)
        items[:] = [one for one in items if one not in left_out]
