"""What MLflow, and the adapter with it, passes to which parameter of a method of a ChatAgent."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

VALUES = ("messages", "context", "custom_inputs")


@dataclass(frozen=True)
class Signature:
    """The parameters of a method, without ``self``.

    ``given`` says which of the three values a parameter gets, ``others`` are those that get none
    and have a default. ``by_name`` tells whether they are passed by name. ``is_clear`` is False
    where nobody could call the method.
    """

    owner: cst.Param | None
    given: dict[str, str]
    others: tuple[cst.Param, ...]
    by_name: bool
    is_clear: bool
    annotated: bool


def signature(node: cst.FunctionDef) -> Signature:
    """Return what the parameters of a method get: by name where they have MLflow's names, else one
    after the other (the rule of ``integrations.mlflow.calling``)."""
    params = node.params
    plain = [*params.posonly_params, *params.params]
    owner, places = (plain[0], plain[1:]) if plain else (None, [])
    only = list(params.kwonly_params)
    stars = isinstance(params.star_arg, cst.Param) or params.star_kwarg is not None
    every = [*places, *only]
    named = {one.name.value: one.name.value for one in every if one.name.value in VALUES}
    needed = [one for one in every if one.default is None and one.name.value not in VALUES]
    by_name = "messages" in named and not needed and not params.posonly_params
    if by_name:
        given = named
    else:
        given = {one.name.value: value for one, value in zip(places, VALUES, strict=False)}
    others = tuple(one for one in every if one.name.value not in given)
    clear = (
        owner is not None
        and not stars
        and "messages" in given.values()
        and all(one.default is not None for one in others)
    )
    annotated = node.returns is not None or any(one.annotation for one in every)
    return Signature(owner, given, others, by_name, clear, annotated)
