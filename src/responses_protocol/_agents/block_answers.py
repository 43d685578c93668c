"""Translate the answer of a model in content blocks, in pieces or whole, to the events of an agent.

A block is a part of a message (``text``, ``refusal``), a ``reasoning`` with a summary, a
``function_call``, or a whole item; pieces of one block have its ``index``. An item is done when the
next one begins, so deltas and items come in the order of the model. Calls are done at the end of
the message before them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO

from responses_protocol._agents.events import create_annotation_added, create_text_delta, item_done
from responses_protocol._formats.codes import CODES
from responses_protocol._formats.ids import add_prefix, derive_id
from responses_protocol._lens.losses import Loss
from responses_protocol._values import Json, Object, copy_json, read_type
from responses_protocol.errors import ConversionError

Events = Iterator[Object]
PARTS = {"text": ("output_text", "text"), "refusal": ("refusal", "refusal")}


@dataclass(frozen=True)
class BlockMessage:
    """A message of a model in content blocks, or a piece of one.

    ``ending`` has its status and usage, with the names of a ChatAgent or of Responses; ``source``
    identifies its origin where several messages come in parallel.
    """

    blocks: list[Object]
    id: str | None = None
    is_piece: bool = False
    has_ended: bool = True
    ending: Object = field(default_factory=dict)
    source: str | None = None


class OpenItem:
    """An item that is not done: a message, a reasoning or a call."""

    def __init__(self, kind: str, index: Json) -> None:
        self.kind = kind
        self.index = index  # the index of its last piece
        self.members: Object = {}
        self.delta_id: str | None = None  # the id in the events of its deltas
        self.parts: list[tuple[Json, str, StringIO, list[Json]]] = []

    def note(self, members: Object) -> None:
        """Keep the first value of each member."""
        for name, value in members.items():
            self.members.setdefault(name, copy_json(value))

    def part(self, key: Json, kind: str, is_new: bool = False) -> tuple[StringIO, list[Json]]:
        """Return the text and the citations of a part, of a new one where ``is_new`` is set."""
        last = self.parts[-1] if self.parts else None
        if is_new or last is None or last[1] != kind or (key is not None and last[0] != key):
            known = None if is_new else self._known(key, kind)
            last = known or (key, kind, StringIO(), [])
            if known is None:
                self.parts.append(last)
        return last[2], last[3]

    def _known(self, key: Json, kind: str) -> tuple[Json, str, StringIO, list[Json]] | None:
        parts = (part for part in self.parts if key is not None and part[:2] == (key, kind))
        return next(parts, None)

    def texts(self) -> list[str]:
        """Return the texts of the parts."""
        return [text.getvalue() for _, _, text, _ in self.parts]


class BlockAnswer:
    """Translates the blocks of one answer: ``feed`` them, then ``close``.

    Derived ids are made from ``base``; ``name`` makes the id of an item unique among all items of
    the agent. With ``is_whole``, blocks are no pieces, and get no deltas.
    """

    def __init__(self, base: str, name: Callable[[str], str], is_whole: bool = False) -> None:
        self._base = base
        self._name = name
        self._is_whole = is_whole
        self._open: OpenItem | None = None
        self._calls: list[OpenItem] = []
        self.items: list[Object] = []
        self.losses: list[Loss] = []
        self.ids: set[str] = set()  # the ids of its pieces
        self.has_ended = False
        self.is_cut = False  # the last call may be incomplete

    def feed(self, blocks: list[Object], position: int = 0) -> list[Object]:
        """Return the events of blocks.

        ``position`` is that of their message, for the pointers of losses.
        """
        return [event for block in blocks for event in self._feed_block(block, position)]

    def close(self) -> list[Object]:
        """Return the last events."""
        return [*self._end_item(), *self._end_calls()]

    def has_call(self, call_id: Json) -> bool:
        """Return whether the answer has an open call with this id."""
        return any(call.members.get("call_id") == call_id for call in self._calls)

    def _feed_block(self, block: Object, position: int) -> Events:
        kind = block["type"]
        if kind == "loss":
            code = CODES[block["code"]]
            pointer = f"/{position}{block['pointer']}"
            self.losses.append(
                Loss(block["code"], code.severity, pointer, code.message(target="Responses"))
            )
        elif kind in PARTS:
            yield from self._feed_part(block)
        elif kind == "reasoning":
            yield from self._feed_reasoning(block)
        elif kind == "function_call":
            self._feed_call(block)
        else:
            yield from self.close()
            yield from self._finish_item({**block})

    # --- messages ---

    def _feed_part(self, block: Object) -> Events:
        kind, index = block["type"], block.get("index")
        text, citations = block[kind], block.get("annotations") or []
        is_begun = not self._is_whole and any(name in block for name in ("id", "phase"))
        if not text and not citations and not is_begun:
            return
        if not self._is_in_open(block):
            yield from self._end_item()
            if self._calls and self._calls[0].members.get("id"):
                yield from self._end_calls()
            self._open = OpenItem("message", index)
        item = self._open
        assert item is not None
        item.note({name: block[name] for name in ("id", "phase") if name in block})
        item.index = item.index if index is None else index
        if not text and not citations:
            return
        buffer, annotations = item.part(index, kind, self._is_whole)
        buffer.write(text)
        if item.delta_id is None:
            item.delta_id = self._name(item.members.get("id") or add_prefix(self._base, "msg_"))
        if text and not self._is_whole:
            if kind == "text":
                yield create_text_delta(text, item.delta_id)
            else:
                event: Object = {"type": "response.refusal.delta", "item_id": item.delta_id}
                yield {**event, "content_index": len(item.parts) - 1, "delta": text}
        for annotation in citations:
            if not self._is_whole:
                yield create_annotation_added(
                    item.delta_id, copy_json(annotation), len(annotations)
                )
            annotations.append(copy_json(annotation))

    def _is_in_open(self, block: Object) -> bool:
        item, index, message_id = self._open, block.get("index"), block.get("id")
        if item is None or item.kind != "message":
            return False
        open_id = item.members.get("id")
        if message_id is not None and open_id is not None:
            return bool(message_id == open_id)
        if self._is_whole:
            return bool(message_id == open_id)
        return open_id is None or index is None or item.index in (None, index)

    # --- reasoning ---

    def _feed_reasoning(self, block: Object) -> Events:
        index, item_id = block.get("index"), block.get("id")
        item = self._open
        if item is not None and item.kind == "reasoning":
            open_id = item.members.get("id")
            is_same = index == item.index if None not in (index, item.index) else item_id == open_id
            if not is_same and (item_id is not None or None not in (index, item.index)):
                item = None
        if item is None or item.kind != "reasoning":
            if not _has_content(block):
                return
            yield from self.close()
            item = self._open = OpenItem("reasoning", index)
        rest = ("index", "summary", "type")
        item.note({name: value for name, value in block.items() if name not in rest})
        for part in block["summary"]:
            buffer, _ = item.part(part.get("index"), "summary_text", self._is_whole)
            buffer.write(part["text"])
            if item.delta_id is None:
                item.delta_id = self._name(item.members.get("id") or add_prefix(self._base, "rs_"))
            if part["text"] and not self._is_whole:
                yield {
                    "type": "response.reasoning_summary_text.delta",
                    "item_id": item.delta_id,
                    "summary_index": len(item.parts) - 1,
                    "delta": part["text"],
                }

    # --- calls ---

    def _feed_call(self, block: Object) -> None:
        index, call_id = block.get("index"), block.get("call_id")
        item = next((call for call in self._calls if _belongs_to(index, call_id, call)), None)
        if item is None:
            item = OpenItem("function_call", index)
            self._calls.append(item)
        rest = ("index", "arguments")
        item.note({name: value for name, value in block.items() if name not in rest})
        item.part(None, "arguments")[0].write(block.get("arguments") or "")

    # --- ends ---

    def _end_item(self) -> Events:
        item, self._open = self._open, None
        if item is None:
            return
        value: Object = {"type": item.kind, **item.members}
        if item.kind == "message":
            if not item.parts:
                return  # it has no content
            value["role"] = "assistant"
            value["status"] = "completed"
            value["content"] = [_part_of(*part[1:]) for part in item.parts]
        else:
            value["summary"] = [{"type": "summary_text", "text": text} for text in item.texts()]
        yield from self._finish_item(value, item.delta_id)

    def _end_calls(self) -> Events:
        calls, self._calls = self._calls, []
        for item in calls:
            text = "".join(item.texts())
            if not isinstance(item.members.get("name"), str):
                if not text and item.members.get("name") is None:
                    continue  # it names no function
                raise ConversionError("a call must name its function", "/tool_calls")
            call_id = item.members.get("call_id") or derive_id(
                "call_", f"{item.members['name']} {text}"
            )
            value = {**item.members, "call_id": call_id, "arguments": text}
            if self.is_cut and item is calls[-1]:
                value["status"] = "incomplete"
            yield from self._finish_item(value)

    def _finish_item(self, item: Object, final_id: str | None = None) -> Events:
        """Yield the event of an item; the id in the events of its deltas stays."""
        item_id = item.get("id")
        if final_id is None:
            kind = read_type(item)
            derived_id = PREFIXES.get(kind, f"{kind}_") + (
                str(item["call_id"]) if "call_id" in item else self._base
            )
            if kind == "function_call" and not isinstance(item_id, str):
                derived_id = derive_id("fc_", item["call_id"])
            final_id = self._name(item_id if isinstance(item_id, str) and item_id else derived_id)
        elif (
            isinstance(item_id, str)
            and item_id != final_id
            and not final_id.startswith(f"{item_id}_")
        ):
            code = CODES["message_id"]
            self.losses.append(
                Loss(
                    "message_id",
                    code.severity,
                    f"/{len(self.items)}",
                    code.message(target="Responses"),
                )
            )
        item["id"] = final_id
        self.items.append(copy_json(item))
        yield item_done(item)


PREFIXES = {"reasoning": "rs_", "message": "msg_", "custom_tool_call": "ctc_"}


def _belongs_to(index: Json, call_id: Json, item: OpenItem) -> bool:
    """Return whether a piece belongs to a call: by its index, its id, or the lack of both."""
    if index is not None and item.index is not None:
        is_same = call_id is None or call_id == item.members.get("call_id")
        return bool(index == item.index) and is_same
    return bool(call_id == item.members.get("call_id")) if call_id is not None else index is None


def _has_content(block: Object) -> bool:
    """Return whether a reasoning has content; the server identifies it by its id alone."""
    ignored = {"type", "index", "summary", "status"}
    return any(part["text"] for part in block["summary"]) or any(
        value for name, value in block.items() if name not in ignored
    )


def _part_of(kind: str, text: StringIO, annotations: list[Json]) -> Object:
    part_type, member = PARTS[kind]
    part: Object = {"type": part_type, member: text.getvalue()}
    return {**part, "annotations": annotations} if part_type == "output_text" else part
