"""A scripted server, and gateways in front of it.

The modules are imported by the fixtures, since they are not installed for other groups of tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from served import Serve
    from upstreams import Scripted


@pytest.fixture
def upstream() -> Iterator[Scripted]:
    from upstreams import scripted

    with scripted() as found:
        yield found


@pytest.fixture
def serve() -> Iterator[Serve]:
    from served import serving

    with serving() as start:
        yield start
