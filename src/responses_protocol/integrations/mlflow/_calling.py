"""Call agents by MLflow's two conventions, with the signatures that agents have in practice."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from responses_protocol.errors import ConversionError

NAMES = ("messages", "context", "custom_inputs")


def call_method(method: Callable[..., Any], values: dict[str, Any]) -> Any:
    """Call ``predict`` or ``predict_stream`` of a ChatAgent with as many of ``values`` as it takes.

    Parameters with MLflow's names get their values by name, in any order, and others by position,
    as MLflow passes all; a method without any of these names gets all values by position.
    Raises ConversionError for an asynchronous method, since MLflow does not await agents.
    """
    answer = _call_with_fitting(method, values)
    if inspect.iscoroutine(answer):
        answer.close()  # else Python warns that it was never awaited
    if inspect.isawaitable(answer) or inspect.isasyncgen(answer):
        raise ConversionError(f"{method.__name__} is asynchronous: MLflow does not await agents")
    return answer


def _call_with_fitting(method: Callable[..., Any], values: dict[str, Any]) -> Any:
    parameters = inspect.signature(method).parameters.values()
    positions = [
        parameter
        for parameter in parameters
        if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    ]
    names = [
        parameter.name for parameter in positions if parameter.kind is not parameter.POSITIONAL_ONLY
    ]
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters):
        return method(*values.values())
    needed = [
        parameter.name
        for parameter in positions
        if parameter.default is parameter.empty and parameter.name not in values
    ]
    if "messages" in names and not needed:
        arguments = _match_parameters(
            [parameter.name for parameter in positions], sum(map(_is_positional, positions))
        )
        return method(**{name: values[value] for name, value in arguments.items()})
    return method(*list(values.values())[: len(positions)])


def _is_positional(parameter: inspect.Parameter) -> bool:
    return parameter.kind is not parameter.KEYWORD_ONLY


def _match_parameters(names: list[str], count: int) -> dict[str, str]:
    """Return the value for each parameter by name; the first ``count`` are positional."""
    arguments = {name: name for name in names if name in NAMES}
    for index, name in enumerate(names[:count]):
        value = NAMES[index] if count >= len(NAMES) > index else _value_by_name(name)
        if name not in arguments and value is not None and value not in arguments.values():
            arguments[name] = value
    return arguments


def _value_by_name(name: str) -> str | None:
    """Return the value that a part of a parameter's name suggests, None if no part does."""
    return next((value for part, value in _VALUES_BY_PART.items() if part in name.lower()), None)


_VALUES_BY_PART = {"ctx": "context", "context": "context", "input": "custom_inputs"}


def begin_stream(start: Callable[[], Iterable[Any]]) -> Iterator[Any] | None:
    """Return the stream of an agent, None for an agent that does not stream.

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
    """Return the elements of a stream, or the answer that an agent returns in place of one.

    MLflow's answers have ``__iter__`` too, which yields their members.
    """
    is_whole = isinstance(answer, dict) or hasattr(answer, "model_dump")
    return [answer] if is_whole else answer


def make_instance(agent: Any) -> Any:
    """Return an agent, or an instance of an agent's class."""
    return agent() if isinstance(agent, type) else agent
