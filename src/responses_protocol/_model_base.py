"""The base classes of the generated models."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, model_validator
from typing_extensions import Self


class Model(BaseModel):
    """A payload that keeps all its members.

    Members that the schema does not list are kept, scalars are never coerced, and
    ``model_dump(exclude_unset=True, by_alias=True)`` returns exactly the validated value:
    absent members stay absent, nulls stay null, ``1`` does not become ``1.0``.
    """

    # Namespaces: real payloads have members named model_..., which pydantic reserves by default.
    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="allow", strict=True, protected_namespaces=()
    )


class AliasedModel(Model):
    """A payload with a member whose name Python reserves: ``async`` is ``async_`` here.

    Dumps of SDK objects hold ``async_`` itself. That is a member of its own then, kept unchanged.
    """

    @model_validator(mode="wrap")
    @classmethod
    def _distinguish_names(cls, payload: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        model = handler(payload)
        if isinstance(payload, dict):
            for name, field in cls.model_fields.items():
                # pydantic takes the field for set when an unlisted member has its Python name.
                if name in payload and field.alias and field.alias not in payload:
                    model.model_fields_set.discard(name)
        return model
