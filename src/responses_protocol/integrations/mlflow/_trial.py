"""Call an agent with requests, in a process of its own.

``python -m responses_protocol.integrations.mlflow._trial NAME TEXT REQUESTS CONTEXT OUT``. ``TEXT``
is a file with the code of the module ``NAME``. It may be another file, so that code can be tried
before it is written and still imports the modules beside ``NAME``. ``REQUESTS`` and ``OUT`` are
JSON Lines; ``OUT`` has a line for the import, and then one for each request. ``CONTEXT`` is JSON:
the paths of the ``artifacts`` by name, and the file of the ``model_config`` or null. A ChatAgent is
called as MLflow calls it: see ``direct``. Errors are reported by class and line only, since their
messages may contain secrets.
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

from responses_protocol._values import Object

_DONE = "response.output_item.done"
_DELTA = "response.output_text.delta"


def main(name: str, text: str, requests: str, context: str, out: str) -> None:
    """Write the answers of the agent in the file ``text``, called ``name``, to ``requests``."""
    with Path(out).open("w", encoding="utf-8") as sink:
        for line in _run(name, Path(text), Path(requests), Path(context)):
            sink.write(json.dumps(line) + "\n")
            sink.flush()


def _run(name: str, text: Path, requests: Path, context: Path) -> Iterator[Object]:
    try:
        agent, streams = _find_agent(_import_module(name, text), json.loads(context.read_bytes()))
    except Exception as error:  # an agent may raise any error while it is imported
        yield {"failed": _describe_failure(error, name)}
        return
    except SystemExit as error:  # some files end with sys.exit()
        yield {"failed": _describe_failure(error, name)}
        return
    yield {"streams": streams}
    for line in requests.read_text(encoding="utf-8").splitlines():
        yield {
            "predict": _try_request(
                lambda request: _describe_answer(agent.predict(request)), line, name
            ),
            "predict_stream": _try_request(
                lambda request: _describe_stream(agent.predict_stream(request)), line, name
            ),
        }


def _import_module(name: str, text: Path) -> types.ModuleType:
    path = Path(name).resolve()
    sys.path.insert(0, str(path.parent))
    sys.argv = [str(path)]
    module = types.ModuleType(path.stem)
    module.__file__ = str(path)
    sys.modules[path.stem] = module
    exec(compile(text.read_bytes(), str(path), "exec"), vars(module))
    return module


class NoAgent(Exception):
    """A module without an agent, or with more than one of which none is set."""


def _find_agent(module: types.ModuleType, context: Object) -> tuple[Any, bool]:
    """Return the agent of a module, as a ResponsesAgent, and whether it streams.

    The agent is the one of ``mlflow.models.set_model``, else the only one at the top level, else an
    instance of the only agent class that the module defines. It is loaded with the artifacts of the
    context.
    """
    from mlflow.models import model
    from mlflow.pyfunc import ChatAgent, ResponsesAgent

    from responses_protocol.integrations.mlflow._calling import make_instance
    from responses_protocol.integrations.mlflow._direct import DirectAgent

    kinds = (ChatAgent, ResponsesAgent)
    agent = getattr(model, "__mlflow_model__", None)
    if not isinstance(agent, kinds):
        values = list(vars(module).values())
        agents = {id(value): value for value in values if isinstance(value, kinds)}
        classes = {
            id(value): value
            for value in values
            if isinstance(value, type)
            and issubclass(value, kinds)
            and value.__module__ == module.__name__
        }
        candidates = list((agents or classes).values())
        if len(candidates) != 1:
            raise NoAgent
        agent = make_instance(candidates[0])
    agent.load_context(_model_context(**context))  # as MLflow does
    kind = next(kind for kind in kinds if isinstance(agent, kind))
    streams = type(agent).predict_stream is not kind.predict_stream
    return (DirectAgent(agent) if kind is ChatAgent else ModernAgent(agent)), streams


def _model_context(artifacts: dict[str, str], model_config: str | None) -> Any:
    import yaml
    from mlflow.pyfunc import PythonModelContext

    text = None if model_config is None else Path(model_config).read_bytes()
    return PythonModelContext(artifacts, None if text is None else yaml.safe_load(text))


class ModernAgent:
    """A ResponsesAgent that is called with the JSON of a request."""

    def __init__(self, agent: Any) -> None:
        self._agent = agent

    def predict(self, request: Object) -> Any:
        """Return its answer."""
        from mlflow.types.responses import ResponsesAgentRequest

        return self._agent.predict(ResponsesAgentRequest(**request))

    def predict_stream(self, request: Object) -> Iterable[Any]:
        """Return its events."""
        from mlflow.types.responses import ResponsesAgentRequest

        events: Iterable[Any] = self._agent.predict_stream(ResponsesAgentRequest(**request))
        return events


def _try_request(call: Callable[[Any], Object], line: str, name: str) -> Object:
    try:
        return call(json.loads(line))
    except NotImplementedError as error:
        return {"failed": _describe_failure(error, name), "not_streamed": True}
    except Exception as error:  # an agent may raise any error while it answers
        return {"failed": _describe_failure(error, name)}


def _describe_failure(error: BaseException, name: str) -> Object:
    """Return the class of an error, its line in the agent's file, and a module that is missing."""
    path = str(Path(name).resolve())
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == path
    ]
    failure: Object = {"type": type(error).__name__, "line": lines[-1] if lines else None}
    if isinstance(error, ModuleNotFoundError):
        failure["module"] = error.name
    if isinstance(error, SyntaxError):
        failure["line"] = error.lineno
    return failure


def _describe_answer(answer: Any) -> Object:
    from responses_protocol.integrations.mlflow._originals import get_answer

    dumped = _dump(answer)
    names = ("custom_outputs", "incomplete_details", "usage")
    carried = get_answer(answer)
    members = {"output": dumped["output"], **{name: dumped.get(name) for name in names}}
    return members if carried is None else {**members, "answer": _dump(carried)}


def _describe_stream(events: Iterable[Any]) -> Object:
    """Return the items of a stream, the texts of its deltas by item, and its closing members."""
    items: list[Object] = []
    deltas: dict[str, str] = {}
    last: Object = {}
    for event in map(_dump, events):
        kind = event.get("type")
        if kind == _DONE:
            items.append(event["item"])
        elif kind == _DELTA:
            item_id = str(event["item_id"])
            deltas[item_id] = deltas.get(item_id, "") + event["delta"]
        response = event.get("response")
        for name in ("custom_outputs", "incomplete_details", "usage"):
            for container in (event, response if isinstance(response, dict) else {}):
                if container.get(name) is not None:
                    last[name] = container[name]
        if kind == "error":
            last["error"] = event.get("code")
    return {"output": items, "deltas": deltas, **last}


def _dump(value: Any) -> Object:
    members: Object = value.model_dump(exclude_none=True) if hasattr(value, "model_dump") else value
    if not isinstance(members, dict):
        raise TypeError("neither an answer nor an event")
    return dict(json.loads(json.dumps(members, default=str)))


if __name__ == "__main__":
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    main(*sys.argv[1:])
