"""The base class of every generated model."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A payload that keeps what it was given.

    Members that the schema does not list are kept, scalars are never coerced, and
    ``model_dump(exclude_unset=True, by_alias=True)`` gives back exactly what was validated:
    absent members stay absent, nulls stay null, ``1`` does not become ``1.0``.
    """

    # Namespaces: real payloads have members named model_..., which pydantic reserves by default.
    model_config = ConfigDict(extra="allow", strict=True, protected_namespaces=())
