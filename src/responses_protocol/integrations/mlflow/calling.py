"""How agents are called: MLflow's two conventions, and what people have made of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from responses_protocol.errors import ConversionError

NAMES = ("messages", "context", "custom_inputs")


def called(method: Callable[..., Any], values: dict[str, Any]) -> Any:
    """Call ``predict`` or ``predict_stream`` of a ChatAgent with as many of ``values`` as it takes.

    By name where it has MLflow's names, in any order, and its other parameters by their places, as
    MLflow does with all; else one after the other.
    Raises ConversionError where it would have to be awaited, which MLflow does not do.
    """
    made = _called(method, values)
    if inspect.iscoroutine(made):
        made.close()  # or Python warns that nobody has awaited it
    if inspect.isawaitable(made) or inspect.isasyncgen(made):
        raise ConversionError(f"{method.__name__} is asynchronous: MLflow does not await agents")
    return made


def _called(method: Callable[..., Any], values: dict[str, Any]) -> Any:
    parameters = inspect.signature(method).parameters.values()
    places = [one for one in parameters if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)]
    named = [one.name for one in places if one.kind is not one.POSITIONAL_ONLY]
    if any(one.kind is one.VAR_POSITIONAL for one in parameters):
        return method(*values.values())
    needed = [one.name for one in places if one.default is one.empty and one.name not in values]
    if "messages" in named and not needed:
        given = _given([one.name for one in places], sum(map(_has_place, places)))
        return method(**{name: values[value] for name, value in given.items()})
    return method(*list(values.values())[: len(places)])


def _has_place(parameter: inspect.Parameter) -> bool:
    return parameter.kind is not parameter.KEYWORD_ONLY


def _given(names: list[str], count: int) -> dict[str, str]:
    """Return what parameters get, of which one is ``messages``; ``count`` have places."""
    given = {name: name for name in names if name in NAMES}
    for at, name in enumerate(names[:count]):
        value = NAMES[at] if count >= len(NAMES) > at else _meant(name)
        if name not in given and value is not None and value not in given.values():
            given[name] = value
    return given


def _meant(name: str) -> str | None:
    """Return what a parameter is for by its name, where places do not tell."""
    return next((value for part, value in _MEANT.items() if part in name.lower()), None)


_MEANT = {"ctx": "context", "context": "context", "input": "custom_inputs"}


def begun(start: Callable[[], Iterable[Any]]) -> Iterator[Any] | None:
    """Return the stream of an agent, None for one that does not stream.

    MLflow lets agents go without ``predict_stream``; that shows when they are asked for the first
    chunk, and not before.
    """
    try:
        stream = iter(several(start()))
        first = next(stream)
    except NotImplementedError:
        return None
    except StopIteration:
        return iter(())
    return chain([first], stream)


def several(made: Any) -> Iterable[Any]:
    """Return a stream, or an answer that stands where one was to be, as elements.

    MLflow's answers are iterable, by member.
    """
    whole = isinstance(made, dict) or hasattr(made, "model_dump")
    return [made] if whole else made


def instance(agent: Any) -> Any:
    """Return an agent, made here where its class was given."""
    return agent() if isinstance(agent, type) else agent
