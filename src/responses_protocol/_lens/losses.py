"""Name losses: each operation of a patch gets a code, a severity and a pointer into the source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from responses_protocol._lens.patch import Operation, Patch
from responses_protocol._severity import Severity
from responses_protocol._values import Json, escape_token, split_pointer

Namer = Callable[[Json, list[str], Operation], Iterator[tuple[str, list[str]]]]
ExtraNamer = Callable[[Json], "str | None"]


@dataclass(frozen=True)
class Loss:
    """A difference between the source and the reverse translation of the result.

    Attributes:
        code: A stable code; ``docs/losses.md`` lists all codes.
        severity: ``info`` (bookkeeping or form), ``warning`` (approximated) or ``error`` (missing
            in the result).
        pointer: A JSON Pointer into the source.
        message: A sentence for people, which quotes no value.
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
    reverse: Sequence[Json] = (),
    name_extra: ExtraNamer = lambda value: "order",
) -> Iterator[tuple[str, str]]:
    """Yield ``(code, pointer)`` for the operations of the segment that begins at ``start``.

    ``reverse`` is the reverse translation of the segment; ``name_extra`` names a value of it that
    the source lacks, or returns None if another operation covers it.
    """
    has_addition = any(
        operation["op"] == "add" and operation["path"].count("/") == 1 for operation in patch
    )
    for operation in patch:
        path, op = split_pointer(operation["path"]), operation["op"]
        if len(path) == 1 and op in ("move", "remove"):
            if op == "remove" and has_addition:
                continue  # the addition has the loss
            index = start + int(path[0]) if op == "move" else start
            code = "order" if op == "move" or not reverse else name_extra(reverse[int(path[0])])
            if code is not None:
                yield code, f"/{min(index, len(source) - 1)}"
            continue
        index = start + int(path[0])
        inner_path = path[1:]
        for code, loss_path in namer(source[index], inner_path, operation):
            if (
                loss_path is inner_path and op != "remove"
            ):  # the operation writes a value of the source
                yield code, f"/{index}{operation['path'][len(path[0]) + 1 :]}"
            else:
                yield code, nearest_pointer(source, [str(index), *loss_path])


def nearest_pointer(value: Json, path: list[str]) -> str:
    """Return the pointer of ``path``, or of its nearest owner that exists in the value."""
    pointer = ""
    for part in path:
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            break
        pointer += f"/{escape_token(part)}"
    return pointer
