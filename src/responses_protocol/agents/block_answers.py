"""The answer of a model in content blocks, in pieces or whole, as the events of an agent.

A block is a part of a message (``text``, ``refusal``), a ``reasoning`` with a summary, a
``function_call``, or a whole item; pieces of one have its ``index``. An item is done when the next
one begins, so that deltas and items come in the order in which the model said them. Calls are done
at the end of what was said before them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO

from responses_protocol.agents.events import create_annotation_added, create_text_delta, item_done
from responses_protocol.errors import ConversionError
from responses_protocol.formats.codes import CODES
from responses_protocol.formats.ids import mint, prefixed
from responses_protocol.lens.losses import Loss
from responses_protocol.values import Json, copied

Object = dict[str, Json]
Events = Iterator[Object]
PARTS = {"text": ("output_text", "text"), "refusal": ("refusal", "refusal")}


@dataclass(frozen=True)
class BlockMessage:
    """A message of a model in content blocks, or a piece of one.

    ``ending`` says how it ended and what it cost, with the names of a ChatAgent or of Responses;
    ``source`` where it comes from, if several are said side by side.
    """

    blocks: list[Object]
    id: str | None = None
    is_piece: bool = False
    has_ended: bool = True
    ending: Object = field(default_factory=dict)
    source: str | None = None


class OpenItem:
    """An item that is being said: a message, a reasoning or a call."""

    def __init__(self, kind: str, index: Json) -> None:
        self.kind = kind
        self.index = index  # of its last piece
        self.members: Object = {}
        self.told: str | None = None  # the id that its deltas have
        self.parts: list[tuple[Json, str, StringIO, list[Json]]] = []

    def note(self, members: Object) -> None:
        """Note members that are there once."""
        for name, value in members.items():
            self.members.setdefault(name, copied(value))

    def part(self, key: Json, kind: str, own: bool = False) -> tuple[StringIO, list[Json]]:
        """Return the text of a part, and its citations; ``own`` asks for one that is new."""
        last = self.parts[-1] if self.parts else None
        if own or last is None or last[1] != kind or (key is not None and last[0] != key):
            found = None if own else self._known(key, kind)
            last = found or (key, kind, StringIO(), [])
            if found is None:
                self.parts.append(last)
        return last[2], last[3]

    def _known(self, key: Json, kind: str) -> tuple[Json, str, StringIO, list[Json]] | None:
        keys = (one for one in self.parts if key is not None and one[:2] == (key, kind))
        return next(keys, None)

    def texts(self) -> list[str]:
        """Return the texts of the parts."""
        return [text.getvalue() for _, _, text, _ in self.parts]


class BlockAnswer:
    """Translates the blocks of one answer: ``feed`` them, then ``close``.

    ``base`` is what made ids are made of, ``name`` gives an item the id that it has among all items
    of the agent. ``is_whole`` says that blocks are no pieces, and need no deltas.
    """

    def __init__(self, base: str, name: Callable[[str], str], is_whole: bool = False) -> None:
        self._base = base
        self._name = name
        self._is_whole = is_whole
        self._open: OpenItem | None = None
        self._calls: list[OpenItem] = []
        self.items: list[Object] = []
        self.losses: list[Loss] = []
        self.ids: set[str] = set()  # that its pieces have
        self.has_ended = False
        self.is_cut = False  # then the last call may be a part of one

    def feed(self, blocks: list[Object], at: int = 0) -> list[Object]:
        """Return the events of blocks; ``at`` is the place of their message, for losses."""
        return [event for block in blocks for event in self._fed(block, at)]

    def close(self) -> list[Object]:
        """Return the last events."""
        return [*self._end_item(), *self._end_calls()]

    def calls(self, call_id: Json) -> bool:
        """Tell whether the answer has made a call that is not done."""
        return any(one.members.get("call_id") == call_id for one in self._calls)

    def _fed(self, block: Object, at: int) -> Events:
        kind = block["type"]
        if kind == "loss":
            code = CODES[block["code"]]
            pointer = f"/{at}{block['pointer']}"
            self.losses.append(
                Loss(block["code"], code.severity, pointer, code.message(target="Responses"))
            )
        elif kind in PARTS:
            yield from self._part(block)
        elif kind == "reasoning":
            yield from self._reasoning(block)
        elif kind == "function_call":
            self._call(block)
        else:
            yield from self.close()
            yield from self._done({**block})

    # --- messages ---

    def _part(self, block: Object) -> Events:
        kind, index = block["type"], block.get("index")
        text, listed = block[kind], block.get("annotations") or []
        is_begun = not self._is_whole and any(name in block for name in ("id", "phase"))
        if not text and not listed and not is_begun:
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
        if not text and not listed:
            return
        said, annotations = item.part(index, kind, self._is_whole)
        said.write(text)
        if item.told is None:
            item.told = self._name(item.members.get("id") or prefixed(self._base, "msg_"))
        if text and not self._is_whole:
            if kind == "text":
                yield create_text_delta(text, item.told)
            else:
                event: Object = {"type": "response.refusal.delta", "item_id": item.told}
                yield {**event, "content_index": len(item.parts) - 1, "delta": text}
        for annotation in listed:
            if not self._is_whole:
                yield create_annotation_added(item.told, copied(annotation), len(annotations))
            annotations.append(copied(annotation))

    def _is_in_open(self, block: Object) -> bool:
        item, index, own = self._open, block.get("index"), block.get("id")
        if item is None or item.kind != "message":
            return False
        known = item.members.get("id")
        if own is not None and known is not None:
            return bool(own == known)
        if self._is_whole:
            return bool(own == known)
        return known is None or index is None or item.index in (None, index)

    # --- reasoning ---

    def _reasoning(self, block: Object) -> Events:
        index, own = block.get("index"), block.get("id")
        item = self._open
        if item is not None and item.kind == "reasoning":
            known = item.members.get("id")
            same = index == item.index if None not in (index, item.index) else own == known
            if not same and (own is not None or None not in (index, item.index)):
                item = None
        if item is None or item.kind != "reasoning":
            if not _says(block):
                return
            yield from self.close()
            item = self._open = OpenItem("reasoning", index)
        rest = ("index", "summary", "type")
        item.note({name: value for name, value in block.items() if name not in rest})
        for part in block["summary"]:
            said, _ = item.part(part.get("index"), "summary_text", self._is_whole)
            said.write(part["text"])
            if item.told is None:
                item.told = self._name(item.members.get("id") or prefixed(self._base, "rs_"))
            if part["text"] and not self._is_whole:
                yield {
                    "type": "response.reasoning_summary_text.delta",
                    "item_id": item.told,
                    "summary_index": len(item.parts) - 1,
                    "delta": part["text"],
                }

    # --- calls ---

    def _call(self, block: Object) -> None:
        index, own = block.get("index"), block.get("call_id")
        item = next((one for one in self._calls if _is_of(one, index, own)), None)
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
        made: Object = {"type": item.kind, **item.members}
        if item.kind == "message":
            if not item.parts:
                return  # it was announced, and never said anything
            made["role"] = "assistant"
            made["status"] = "completed"
            made["content"] = [_part_of(*part[1:]) for part in item.parts]
        else:
            made["summary"] = [{"type": "summary_text", "text": text} for text in item.texts()]
        yield from self._done(made, item.told)

    def _end_calls(self) -> Events:
        calls, self._calls = self._calls, []
        for item in calls:
            text = "".join(item.texts())
            if not isinstance(item.members.get("name"), str):
                if not text and item.members.get("name") is None:
                    continue  # it calls nothing
                raise ConversionError("a call must name its function", "/tool_calls")
            own = item.members.get("call_id") or mint("call_", f"{item.members['name']} {text}")
            made = {**item.members, "call_id": own, "arguments": text}
            if self.is_cut and item is calls[-1]:
                made["status"] = "incomplete"
            yield from self._done(made)

    def _done(self, item: Object, told: str | None = None) -> Events:
        """Yield the event of an item; the id that its deltas have stays."""
        own = item.get("id")
        if told is None:
            kind = str(item["type"])
            made = PREFIXES.get(kind, f"{kind}_") + (
                str(item["call_id"]) if "call_id" in item else self._base
            )
            if kind == "function_call" and not isinstance(own, str):
                made = mint("fc_", item["call_id"])
            told = self._name(own if isinstance(own, str) and own else made)
        elif isinstance(own, str) and own != told and not told.startswith(f"{own}_"):
            code = CODES["message_id"]
            self.losses.append(
                Loss(
                    "message_id",
                    code.severity,
                    f"/{len(self.items)}",
                    code.message(target="Responses"),
                )
            )
        item["id"] = told
        self.items.append(copied(item))
        yield item_done(item)


PREFIXES = {"reasoning": "rs_", "message": "msg_", "custom_tool_call": "ctc_"}


def _is_of(item: OpenItem, index: Json, own: Json) -> bool:
    """Tell whether a piece belongs to a call: by its number, else by its id, else by neither."""
    if index is not None and item.index is not None:
        return bool(index == item.index) and (own is None or own == item.members.get("call_id"))
    return bool(own == item.members.get("call_id")) if own is not None else index is None


def _says(block: Object) -> bool:
    """Tell whether a reasoning has anything: an id alone is what a server knows it by."""
    told = {"type", "index", "summary", "status"}
    return any(part["text"] for part in block["summary"]) or any(
        value for name, value in block.items() if name not in told
    )


def _part_of(kind: str, text: StringIO, annotations: list[Json]) -> Object:
    word, member = PARTS[kind]
    made: Object = {"type": word, member: text.getvalue()}
    return {**made, "annotations": annotations} if word == "output_text" else made
