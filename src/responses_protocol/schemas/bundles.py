"""The schema of each payload as one file, for every validator, editor and generator of code.

``schemas/bundled`` has them, generated from the other schemas: with a root, with all that they
refer to in themselves, and with standard keywords only. A payload has the name that ``validate``
has for it: ``"responses/request"``.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from responses_protocol import schemas

__all__ = ["load", "names", "text"]


@cache
def names(profile: schemas.Profile = "wire") -> tuple[str, ...]:
    """Return the names of all payloads that have a schema in a profile, in order.

    Payloads that only servers send are not in ``request``, since no endpoint checks them.
    """
    root = _folder(profile)
    payload_names = (
        path.relative_to(root).with_suffix("").as_posix() for path in root.glob("*/*.json")
    )
    return tuple(sorted(payload_names))


def text(name: str, profile: schemas.Profile = "wire") -> str:
    """Return the schema of a payload as the text of its file.

    Raises ``KeyError`` when there is none in this profile.
    """
    if name not in names(profile):
        raise KeyError(name)
    return (_folder(profile) / f"{name}.json").read_text(encoding="utf-8")


def load(name: str, profile: schemas.Profile = "wire") -> dict[str, Any]:
    """Return the schema of a payload: ``load("responses/request", "request")``.

    Raises ``KeyError`` as ``text`` does.
    """
    schema: dict[str, Any] = json.loads(text(name, profile))
    return schema


def _folder(profile: schemas.Profile) -> Path:
    return schemas.folder() / "bundled" / profile
