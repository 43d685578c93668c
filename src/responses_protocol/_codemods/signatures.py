"""The values that MLflow, and the adapter, pass to the parameters of a ChatAgent's method."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

VALUES = ("messages", "context", "custom_inputs")


@dataclass(frozen=True)
class Signature:
    """The parameters of a method, without ``self``.

    Attributes:
        owner: The parameter ``self``, None without one.
        values: The value, of the three, that each parameter gets.
        further_params: The parameters with a default that get no value.
        by_name: Whether the values are passed by name.
        is_clear: Whether the method can be called with these values.
        is_annotated: Whether the method has annotations.
        catches_all: Whether it has ``*args`` or ``**kwargs``.
    """

    owner: cst.Param | None
    values: dict[str, str]
    further_params: tuple[cst.Param, ...]
    by_name: bool
    is_clear: bool
    is_annotated: bool
    catches_all: bool


def read_signature(node: cst.FunctionDef) -> Signature:
    """Return the signature of a method, with the value that each parameter gets.

    Parameters with MLflow's names get the value of that name, and the others that of their
    position; without such names, parameters get the values in their order. The adapter does the
    same (``integrations/mlflow/_calling.py``).
    """
    params = node.params
    plain = [*params.posonly_params, *params.params]
    owner, places = (plain[0], plain[1:]) if plain else (None, [])
    params_of_values = [*places, *params.kwonly_params]
    annotated = node.returns is not None or any(param.annotation for param in params_of_values)
    is_method = owner is not None and owner.name.value not in VALUES  # else it lacks its `self`
    if isinstance(params.star_arg, cst.Param):
        values = dict(zip(VALUES, VALUES, strict=True))
        return Signature(owner, values, (), False, is_method, annotated, catches_all=True)
    names = [param.name.value for param in params_of_values]
    needed = [
        param
        for param in params_of_values
        if param.default is None and param.name.value not in VALUES
    ]
    by_name = "messages" in names and not needed and not params.posonly_params
    values = (
        _assign_values(names, len(places)) if by_name else dict(zip(names, VALUES, strict=False))
    )
    further_params = tuple(param for param in params_of_values if param.name.value not in values)
    clear = (
        is_method
        and bool(values)
        and all(param.default is not None for param in further_params)
        and (by_name or not params.kwonly_params)
    )
    catches_all = params.star_kwarg is not None
    return Signature(owner, values, further_params, by_name, clear, annotated, catches_all)


def _assign_values(names: list[str], count: int) -> dict[str, str]:
    """Return the values of parameters, one of them ``messages``; ``count`` are positional."""
    values = {name: name for name in names if name in VALUES}
    for index, name in enumerate(names[:count]):
        value = VALUES[index] if count >= len(VALUES) > index else meaning_of(name)
        if name not in values and value is not None and value not in values.values():
            values[name] = value
    return {name: values[name] for name in names if name in values}


def meaning_of(name: str) -> str | None:
    """Return the value that the name of a parameter suggests, None for no value."""
    meanings = (value for part, value in _MEANINGS.items() if part in name.lower())
    return next(meanings, None)


_MEANINGS = {"ctx": "context", "context": "context", "input": "custom_inputs"}
