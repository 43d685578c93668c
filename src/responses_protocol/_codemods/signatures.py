"""The values that MLflow, and so the adapter, passes to the parameters of a ChatAgent's method."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

VALUES = ("messages", "context", "custom_inputs")


@dataclass(frozen=True)
class Signature:
    """The parameters of a method, without ``self``.

    ``given`` says which of the three values a parameter gets, ``others`` are those that get none
    and have a default. ``by_name`` is whether they are passed by name. ``is_clear`` is False
    where nobody could call the method, ``catches_all`` is True for ``*args`` and ``**kwargs``.
    """

    owner: cst.Param | None
    given: dict[str, str]
    others: tuple[cst.Param, ...]
    by_name: bool
    is_clear: bool
    annotated: bool
    catches_all: bool


def read_signature(node: cst.FunctionDef) -> Signature:
    """Return the values that the parameters of a method get.

    By name where they have MLflow's names, and the others by their places, as MLflow does with all;
    else one after the other. ``integrations.mlflow.calling`` has it so as well.
    """
    params = node.params
    plain = [*params.posonly_params, *params.params]
    owner, places = (plain[0], plain[1:]) if plain else (None, [])
    params_of_values = [*places, *params.kwonly_params]
    annotated = node.returns is not None or any(param.annotation for param in params_of_values)
    is_method = owner is not None and owner.name.value not in VALUES  # else it lacks its `self`
    if isinstance(params.star_arg, cst.Param):
        given = dict(zip(VALUES, VALUES, strict=True))
        return Signature(owner, given, (), False, is_method, annotated, catches_all=True)
    names = [param.name.value for param in params_of_values]
    needed = [
        param
        for param in params_of_values
        if param.default is None and param.name.value not in VALUES
    ]
    by_name = "messages" in names and not needed and not params.posonly_params
    given = (
        _assign_values(names, len(places)) if by_name else dict(zip(names, VALUES, strict=False))
    )
    further_params = tuple(param for param in params_of_values if param.name.value not in given)
    clear = (
        is_method
        and bool(given)
        and all(param.default is not None for param in further_params)
        and (by_name or not params.kwonly_params)
    )
    catches_all = params.star_kwarg is not None
    return Signature(owner, given, further_params, by_name, clear, annotated, catches_all)


def _assign_values(names: list[str], count: int) -> dict[str, str]:
    """Return the values of parameters, one of which is ``messages``; ``count`` are positional."""
    values = {name: name for name in names if name in VALUES}
    for index, name in enumerate(names[:count]):
        value = VALUES[index] if count >= len(VALUES) > index else meaning_of(name)
        if name not in values and value is not None and value not in values.values():
            values[name] = value
    return {name: values[name] for name in names if name in values}


def meaning_of(name: str) -> str | None:
    """Return the meaning of a parameter by its name, if its position does not show it."""
    meanings = (value for part, value in _MEANINGS.items() if part in name.lower())
    return next(meanings, None)


_MEANINGS = {"ctx": "context", "context": "context", "input": "custom_inputs"}
