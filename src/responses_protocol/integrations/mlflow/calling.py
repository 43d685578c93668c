"""Calls of agents: MLflow's two conventions, and the signatures that agents have in practice."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from responses_protocol.errors import ConversionError

NAMES = ("messages", "context", "custom_inputs")


def call_method(method: Callable[..., Any], values: dict[str, Any]) -> Any:
    """Call ``predict`` or ``predict_stream`` of a ChatAgent with as many of ``values`` as it takes.

    Parameters with MLflow's names get their values by name, in any order, and others by their
    places, as MLflow calls all; where it has none of these names, all get them by their places.
    Raises ConversionError for an asynchronous method, since MLflow does not await agents.
    """
    answer = _call_with_fitting(method, values)
    if inspect.iscoroutine(answer):
        answer.close()  # or Python warns that nobody has awaited it
    if inspect.isawaitable(answer) or inspect.isasyncgen(answer):
        raise ConversionError(f"{method.__name__} is asynchronous: MLflow does not await agents")
    return answer


def _call_with_fitting(method: Callable[..., Any], values: dict[str, Any]) -> Any:
    parameters = inspect.signature(method).parameters.values()
    places = [
        parameter
        for parameter in parameters
        if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    ]
    names = [
        parameter.name for parameter in places if parameter.kind is not parameter.POSITIONAL_ONLY
    ]
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters):
        return method(*values.values())
    needed = [
        parameter.name
        for parameter in places
        if parameter.default is parameter.empty and parameter.name not in values
    ]
    if "messages" in names and not needed:
        arguments = _match_parameters(
            [parameter.name for parameter in places], sum(map(_has_place, places))
        )
        return method(**{name: values[value] for name, value in arguments.items()})
    return method(*list(values.values())[: len(places)])


def _has_place(parameter: inspect.Parameter) -> bool:
    return parameter.kind is not parameter.KEYWORD_ONLY


def _match_parameters(names: list[str], count: int) -> dict[str, str]:
    """Return the value of each parameter by name; ``count`` parameters have places."""
    arguments = {name: name for name in names if name in NAMES}
    for index, name in enumerate(names[:count]):
        value = NAMES[index] if count >= len(NAMES) > index else _value_by_name(name)
        if name not in arguments and value is not None and value not in arguments.values():
            arguments[name] = value
    return arguments


def _value_by_name(name: str) -> str | None:
    """Return the value that a part of its name suggests for a parameter, None if none does."""
    return next((value for part, value in _VALUES_BY_PART.items() if part in name.lower()), None)


_VALUES_BY_PART = {"ctx": "context", "context": "context", "input": "custom_inputs"}


def begin_stream(start: Callable[[], Iterable[Any]]) -> Iterator[Any] | None:
    """Return the stream of an agent, None for one that does not stream.

    MLflow's default ``predict_stream`` raises only when the first chunk is read.
    """
    try:
        stream = iter(as_elements(start()))
        first = next(stream)
    except NotImplementedError:
        return None
    except StopIteration:
        return iter(())
    return chain([first], stream)


def as_elements(answer: Any) -> Iterable[Any]:
    """Return the elements of a stream, or of an answer that an agent returns in place of one.

    MLflow's answers are iterable, by member.
    """
    is_whole = isinstance(answer, dict) or hasattr(answer, "model_dump")
    return [answer] if is_whole else answer


def instance(agent: Any) -> Any:
    """Return an agent, or an instance of it where it is a class."""
    return agent() if isinstance(agent, type) else agent
