"""Write ``schemas/bundled``: a payload's whole schema in a file; with ``--check`` only compare.

The other schemas are made for generators: many files, keywords of our own, no roots. A bundled one
says the same in words that all validators and editors know, and needs no other file.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

from responses_protocol import schemas
from responses_protocol._checks.subjects import SUBJECTS, Subject
from responses_protocol.schemas._subset import referenced_place, resolve
from tools.portable import portable, with_tags

FOLDER = Path(__file__).parents[1] / "schemas" / "bundled"
NOTE = "Written by tools/bundle.py from the other schemas: edit those, then run `make generate`."

Schema = dict[str, Any]


@dataclass(frozen=True)
class Root:
    """A payload, and its definition, or that of its elements, in each profile.

    Payloads of servers have no ``request``, since no endpoint accepts them.
    """

    name: str
    wire: tuple[str, str]
    request: tuple[str, str] | None
    many: bool = False


# Payloads that an endpoint of the APIs accepts. MLflow checks the answers of agents as well.
_ASKED = frozenset(("history", "item", "message", "request", "tool", "tools"))


def _root(subject: Subject) -> Root:
    place = (subject.dialect, subject.definition)
    asked = subject.kind in _ASKED or subject.dialect.endswith("_agent")
    return Root(subject.name, place, place if asked else None, subject.many)


_EVENT = ("responses_agent", "ResponsesAgentStreamEvent")
_ITEM, _AGENT_ITEM = ("responses", "Item"), ("responses_agent", "AgentItem")
_TOOL, _CHOICE = ("responses", "Tool"), ("responses", "ToolChoice")
_CHAT_CHOICE = ("chat_completions", "ToolChoice")
_MESSAGE = ("chat_agent", "ChatAgentMessage")
ROOTS = (
    *map(_root, SUBJECTS.values()),
    Root("responses/tool_choice", _CHOICE, _CHOICE),
    Root("chat_completions/tool_choice", _CHAT_CHOICE, _CHAT_CHOICE),
    Root("chat_completions/error", ("chat_completions", "ErrorBody"), None),
    Root("chat_agent/message", _MESSAGE, _MESSAGE),
    Root("responses_agent/history", _ITEM, _AGENT_ITEM, many=True),
    Root("responses_agent/tools", _TOOL, _TOOL, many=True),
    Root("responses_agent/tool_choice", _CHOICE, _CHOICE),
    Root("responses_agent/event", _EVENT, _EVENT),
    Root("responses_agent/events", _EVENT, _EVENT, many=True),
)

_TITLES = {
    "responses": "Responses",
    "chat_completions": "Chat Completions",
    "responses_agent": "MLflow ResponsesAgent",
    "chat_agent": "MLflow ChatAgent",
}
_KINDS = {"events": "stream, as a list of events", "chunks": "stream, as a list of chunks"}
_PROFILES: dict[schemas.Profile, str] = {
    "wire": "Accepts payloads as servers, clients and dumps of SDK objects write them.",
    "request": "Accepts payloads that the endpoint accepts.",
}


def bundles() -> dict[str, Schema]:
    """Return all bundled schemas by their path below the folder."""
    found = {f"wire/{root.name}.json": bundle(root, "wire") for root in ROOTS}
    asked = (root for root in ROOTS if root.request)
    return found | {f"request/{root.name}.json": bundle(root, "request") for root in asked}


def bundle(root: Root, profile: schemas.Profile) -> Schema:
    """Return the schema of a payload with all that it refers to."""
    chosen = root.wire if profile == "wire" else root.request
    assert chosen is not None
    start = schemas.ref(*chosen, profile)
    reference = {"$ref": _local(start, start)}
    dialect, _, kind = root.name.partition("/")
    title = f"{_TITLES[dialect]} {_KINDS.get(kind, kind.replace('_', ' '))}"
    described = resolve(start)["description"]
    listed = "A list; each element: " if root.many else ""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:responses-protocol:schema:{root.name}:{profile}",
        "$comment": NOTE,
        "title": title if profile == "wire" else f"{title} (as endpoints take it)",
        "description": f"{listed}{described} {_PROFILES[profile]}",
        **({"type": "array", "items": reference} if root.many else reference),
        "$defs": _definitions(start),
    }


def _definitions(start: str) -> Schema:
    """Return the definition at a place and all that it leads to, by their names, in order."""
    found: dict[str, str] = {}
    left = [start]
    while left:
        place = left.pop()
        name = urldefrag(place)[1].removeprefix("/$defs/")
        if found.setdefault(name, place) != place:
            raise SystemExit(f"two definitions are called {name}: {found[name]}, {place}")
        left += [one for one in _references(resolve(place), place) if one not in found.values()]
    definitions = {
        name: {"title": _spaced(name), **portable(resolve(place), partial(_local, place))}
        for name, place in sorted(found.items())
    }
    return with_tags(definitions)


def _references(schema: Any, place: str) -> Iterator[str]:
    if isinstance(schema, list):
        schema = dict(enumerate(schema))
    if isinstance(schema, Mapping):
        if isinstance(schema.get("$ref"), str):
            yield referenced_place(place, schema["$ref"])
        # An x-... keyword is for another profile, and may refer to definitions that this one lacks.
        for key, value in schema.items():
            if not str(key).startswith("x-"):
                yield from _references(value, place)


def _local(place: str, reference: str) -> str:
    return f"#{urldefrag(referenced_place(place, reference))[1]}"


def _spaced(name: str) -> str:
    words = re.findall(r"[A-Z][a-z0-9]*", name)
    return " ".join([words[0], *(word.lower() for word in words[1:])])


def texts() -> dict[str, str]:
    """Return the contents of the files, by their path below the folder."""
    return {path: f"{json.dumps(one, indent=1)}\n" for path, one in bundles().items()}


def main() -> int:
    """Write the files, or with ``--check`` print the differences; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 if not in step"
    )
    new = texts()
    if not parser.parse_args().check:
        shutil.rmtree(FOLDER, ignore_errors=True)
        for path, text in new.items():
            file = FOLDER / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return 0
    paths = sorted(FOLDER.rglob("*.json"))
    old = {path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    different = sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
    for path in different:
        print(f"not in step with the schemas: schemas/bundled/{path}", file=sys.stderr)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
