"""Losses: every operation of a complement's patches, named, graded and pointed at its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from responses_protocol.lens.patch import Operation, Patch
from responses_protocol.values import Json, token, tokens

Severity = Literal["info", "warning", "error"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")
Namer = Callable[[Json, list[str], Operation], Iterator[tuple[str, list[str]]]]
ExtraNamer = Callable[[Json], "str | None"]


@dataclass(frozen=True)
class Loss:
    """One thing that the value does not say as the source did.

    ``code`` is stable (``docs/losses.md`` lists them all); ``severity`` is ``info`` (bookkeeping),
    ``warning`` (approximated) or ``error`` (not in the value); ``pointer`` is a JSON Pointer to
    the place in the source; ``message`` never quotes a value.
    """

    code: str
    severity: Severity
    pointer: str
    message: str


def name_patch(
    patch: Patch,
    source: list[Json],
    start: int,
    namer: Namer,
    back: Sequence[Json] = (),
    name_extra: ExtraNamer = lambda value: "order",
) -> Iterator[tuple[str, str]]:
    """Yield ``(code, pointer)`` for the operations of the segment that begins at ``start``.

    ``back`` is what the way back gives for it; ``name_extra`` names what of that the source does
    not have, or returns None where something else is named for it.
    """
    added = any(one["op"] == "add" and one["path"].count("/") == 1 for one in patch)
    for operation in patch:
        path, op = tokens(operation["path"]), operation["op"]
        if len(path) == 1 and op in ("move", "remove"):
            if op == "remove" and added:
                continue  # another value stands for it, and is named
            at = start + int(path[0]) if op == "move" else start
            code = "order" if op == "move" or not back else name_extra(back[int(path[0])])
            if code is not None:
                yield code, f"/{min(at, len(source) - 1)}"
            continue
        at = start + int(path[0])
        inside = path[1:]
        for code, named in namer(source[at], inside, operation):
            if named is inside and op != "remove":  # what is put there is the source's own
                yield code, f"/{at}{operation['path'][len(path[0]) + 1 :]}"
            else:
                yield code, existing(source, [str(at), *named])


def existing(value: Json, path: list[str]) -> str:
    """Return the pointer of ``path``, or of the nearest owner of it that the value has."""
    found = ""
    for part in path:
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            break
        found += f"/{token(part)}"
    return found
