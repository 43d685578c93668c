"""How hard the properties try: `HYPOTHESIS_PROFILE=thorough` looks for longer, `brief` less long.

`TEST_PARTS=30` runs one part of thirty: the one that `TEST_SEED` chooses, so that another seed
runs other tests and the same one the same.

Hypothesis draws the constants of the modules that are loaded, too. Modules that load when they are
first used would thus make the examples depend on which tests ran before, so where a seed is given,
all of them are loaded before the first test.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import warnings
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings

import benchmarks
import responses_protocol
import tools

if TYPE_CHECKING:
    from served import Serve
    from upstreams import Scripted

settings.register_profile(
    "quick",
    max_examples=70,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.register_profile("brief", settings.get_profile("quick"), max_examples=20)
# A failure is only looked for, not made small, and not kept for the next run.
settings.register_profile(
    "mutants",
    settings.get_profile("quick"),
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=2100)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that are not of the part that is asked for."""
    parts, seed = int(os.environ.get("TEST_PARTS", "1")), os.environ.get("TEST_SEED", "0")
    deselected = [item for item in items if zlib.crc32(f"{seed} {item.nodeid}".encode()) % parts]
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        deselected_items = set(deselected)
        items[:] = [item for item in items if item not in deselected_items]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Load what Hypothesis may draw constants from, so that a seed gives the same examples."""
    if session.config.getoption("--hypothesis-seed") is None:
        return
    for package in (benchmarks, responses_protocol, tools):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith("__main__"):
                continue
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # those of other packages are theirs
                    importlib.import_module(module.name)
            except ImportError as error:
                # A package that this environment does not have: MLflow, the peers.
                if (error.name or "").partition(".")[0] == package.__name__:
                    raise


# --- the gateway: its tests alone have the modules that these fixtures import ---


@pytest.fixture
def upstream() -> Iterator[Scripted]:
    """A scripted server, which the gateway asks."""
    from upstreams import scripted

    with scripted() as server:
        yield server


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A function that starts a gateway."""
    from served import serving

    with serving() as start:
        yield start
