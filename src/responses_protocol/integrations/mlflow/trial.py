"""An agent tried on requests, in a process of its own.

``python -m responses_protocol.integrations.mlflow.trial NAME TEXT REQUESTS CONTEXT OUT``. ``TEXT``
is a file with the code of the module ``NAME``, which need not be the same file: so code is tried
before it is written, and still finds what lies beside it. ``REQUESTS`` is JSON Lines, and so is
``OUT``: first what was imported, then a line for each request. ``CONTEXT`` is JSON: the paths of
the ``artifacts`` by name, and the file of the ``model_config`` or null. A ChatAgent is tried as
MLflow calls it: see ``direct``. What goes wrong is told by class and line only: messages of errors
may hold secrets.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
import types
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

Object = dict[str, Any]
_DONE = "response.output_item.done"
_DELTA = "response.output_text.delta"


def main(name: str, text: str, requests: str, context: str, out: str) -> None:
    """Write what the agent in the file ``text``, called ``name``, answers to ``requests``."""
    with Path(out).open("w", encoding="utf-8") as sink:
        for line in _lines(name, Path(text), Path(requests), Path(context)):
            sink.write(json.dumps(line) + "\n")
            sink.flush()


def _lines(name: str, text: Path, requests: Path, context: Path) -> Iterator[Object]:
    try:
        agent, streams = _agent(_imported(name, text), json.loads(context.read_bytes()))
    except Exception as error:  # whatever an agent raises while it is imported is told
        yield {"failed": _failure(error, name)}
        return
    except SystemExit as error:  # by what some people write at the end of their files
        yield {"failed": _failure(error, name)}
        return
    yield {"streams": streams}
    for line in requests.read_text(encoding="utf-8").splitlines():
        yield {
            "predict": _tried(lambda asked: _answer(agent.predict(asked)), line, name),
            "predict_stream": _tried(
                lambda asked: _streamed(agent.predict_stream(asked)), line, name
            ),
        }


def _imported(name: str, text: Path) -> types.ModuleType:
    path = Path(name).resolve()
    sys.path.insert(0, str(path.parent))
    sys.argv = [str(path)]
    module = types.ModuleType(path.stem)
    module.__file__ = str(path)
    sys.modules[path.stem] = module
    exec(compile(text.read_bytes(), str(path), "exec"), vars(module))
    return module


class NoAgent(Exception):
    """A module in which there is no agent, or more than one and none is set."""


def _agent(module: types.ModuleType, context: Object) -> tuple[Any, bool]:
    """Return the agent of a module, as a ResponsesAgent, and whether it streams.

    That is the one of ``mlflow.models.set_model``, or the only one at the top, or one made from the
    only class that is defined there. It is loaded with the artifacts of the context.
    """
    from mlflow.models import model
    from mlflow.pyfunc import ChatAgent, ResponsesAgent

    from responses_protocol.integrations.mlflow.calling import instance
    from responses_protocol.integrations.mlflow.direct import Direct

    kinds = (ChatAgent, ResponsesAgent)
    chosen = getattr(model, "__mlflow_model__", None)
    if not isinstance(chosen, kinds):
        values = list(vars(module).values())
        made = {id(one): one for one in values if isinstance(one, kinds)}
        classes = {
            id(one): one
            for one in values
            if isinstance(one, type)
            and issubclass(one, kinds)
            and one.__module__ == module.__name__
        }
        found = list((made or classes).values())
        if len(found) != 1:
            raise NoAgent
        chosen = instance(found[0])
    chosen.load_context(_model_context(**context))  # as MLflow does
    kind = next(kind for kind in kinds if isinstance(chosen, kind))
    streams = type(chosen).predict_stream is not kind.predict_stream
    return (Direct(chosen) if kind is ChatAgent else Modern(chosen)), streams


def _model_context(artifacts: dict[str, str], model_config: str | None) -> Any:
    import yaml
    from mlflow.pyfunc import PythonModelContext

    text = None if model_config is None else Path(model_config).read_bytes()
    return PythonModelContext(artifacts, None if text is None else yaml.safe_load(text))


class Modern:
    """A ResponsesAgent, asked with the JSON of a request."""

    def __init__(self, agent: Any) -> None:
        self._agent = agent

    def predict(self, asked: Object) -> Any:
        """Return its answer."""
        from mlflow.types.responses import ResponsesAgentRequest

        return self._agent.predict(ResponsesAgentRequest(**asked))

    def predict_stream(self, asked: Object) -> Iterable[Any]:
        """Return its events."""
        from mlflow.types.responses import ResponsesAgentRequest

        events: Iterable[Any] = self._agent.predict_stream(ResponsesAgentRequest(**asked))
        return events


def _tried(call: Callable[[Any], Object], line: str, name: str) -> Object:
    try:
        return call(json.loads(line))
    except NotImplementedError as error:
        return {"failed": _failure(error, name), "not_streamed": True}
    except Exception as error:  # or while it answers
        return {"failed": _failure(error, name)}


def _failure(error: BaseException, name: str) -> Object:
    """Return the class of an error, the last line of the agent's file, and what is not there."""
    path = str(Path(name).resolve())
    lines = [
        one.lineno for one in traceback.extract_tb(error.__traceback__) if one.filename == path
    ]
    found: Object = {"type": type(error).__name__, "line": lines[-1] if lines else None}
    if isinstance(error, ModuleNotFoundError):
        found["module"] = error.name
    if isinstance(error, SyntaxError):
        found["line"] = error.lineno
    return found


def _answer(answer: Any) -> Object:
    from responses_protocol.integrations.mlflow.originals import answer_in

    dumped = _dumped(answer)
    told = ("custom_outputs", "incomplete_details", "usage")
    carried = answer_in(answer)
    found = {"output": dumped["output"], **{name: dumped.get(name) for name in told}}
    return found if carried is None else {**found, "answer": _dumped(carried)}


def _streamed(events: Iterable[Any]) -> Object:
    """Return what a stream says: its items, the texts of its deltas, and what comes with them."""
    items: list[Object] = []
    deltas: dict[str, str] = {}
    last: Object = {}
    for event in map(_dumped, events):
        kind = event.get("type")
        if kind == _DONE:
            items.append(event["item"])
        elif kind == _DELTA:
            own = str(event["item_id"])
            deltas[own] = deltas.get(own, "") + event["delta"]
        response = event.get("response")
        for name in ("custom_outputs", "incomplete_details", "usage"):
            for holder in (event, response if isinstance(response, dict) else {}):
                if holder.get(name) is not None:
                    last[name] = holder[name]
        if kind == "error":
            last["error"] = event.get("code")
    return {"output": items, "deltas": deltas, **last}


def _dumped(value: Any) -> Object:
    found: Object = value.model_dump(exclude_none=True) if hasattr(value, "model_dump") else value
    if not isinstance(found, dict):
        raise TypeError("neither an answer nor an event")
    return dict(json.loads(json.dumps(found, default=str)))


if __name__ == "__main__":
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    main(*sys.argv[1:])
