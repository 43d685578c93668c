"""Which loss a difference in reasoning is: what can be read, what is sealed, or only the form.

The members of a message are named by what they hold. Whether the value says that after all, in
another place or together with something else, is looked up in the value: so ``reasoning`` and
``encrypted_reasoning`` are left for what is really not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from responses_protocol.formats.chat_completions import reasoning
from responses_protocol.formats.options import Options
from responses_protocol.formats.thoughts import Thought, joined
from responses_protocol.values import Json, tokens

Named = Iterator[tuple[str, list[str]]]
TEXT, SEALED, SIGNED = "reasoning", "encrypted_reasoning", "reasoning_signature"
FORM = "reasoning_form"
REVIEWED = (TEXT, SEALED, "commentary")
# members of a message that hold reasoning in forms of LiteLLM's, Ollama's and GitHub's: not read
UNREAD = frozenset(("reasoning_text", "thinking", "thinking_blocks"))
# members that hold what can be read; a refusal is read nowhere else
TEXTS = frozenset(
    ("content", "reasoning_text", "refusal", "summary", "text", "thinking", *reasoning.FIELDS)
)
MEMBERS = {"data": SEALED, "encrypted_content": SEALED, "signature": SIGNED}
# what is sealed for servers that refuse a call without it, as they refuse one without a signature:
# by the format that OpenRouter names, https://github.com/LibreChat-AI/agents/issues/37, and as
# Anthropic has it
SIGNING_FORMATS = ("anthropic-claude-v1", "google-gemini-v1")
SIGNING_TYPE = "redacted_thinking"


def name_member(message: Json, path: list[str], operation: dict[str, Json]) -> Named:
    """Name what differs in a member, or in a part of the content, that holds reasoning."""
    if operation["op"] == "remove":
        yield "absent_member", path
        return
    value = _at(message, path)
    if value in (None, "", []):
        yield "empty_member", path
        return
    named = next((name for name in reversed(path) if not name.isdigit()), "")
    if named in MEMBERS:
        yield _kept(_at(message, path[:-1]), named), path
        return
    yield (TEXT if any(_texts(value, named)) else FORM), path
    yield from _members(value, path)


def name_whole(message: dict[str, Json]) -> Named:
    """Name all reasoning of a message that is another one in the value, or none."""
    content = message.get("content") if message.get("role") == "assistant" else None
    parts = content if isinstance(content, list) else []
    places = [["content", str(at)] for at, part in enumerate(parts) if reasoning.is_part(part)]
    members = reasoning.MEMBERS | UNREAD
    for path in [*([name] for name in message if name in members), *places]:
        if _at(message, path):
            yield from name_member(message, path, {"op": "add"})


def _at(value: Json, path: list[str]) -> Json:
    for name in path:
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def _members(value: Json, path: list[str]) -> Named:
    """Name the members inside ``value`` that are more than form."""
    listed = enumerate(value) if isinstance(value, list) else ()
    for name, one in value.items() if isinstance(value, dict) else listed:
        inner = [*path, str(name)]
        if name in MEMBERS and one:
            yield _kept(value, name), inner
        else:
            yield from _members(one, inner)


def is_readable(item: dict[str, Json]) -> bool:
    """Tell whether something can be read in a reasoning item, wherever a server has it."""
    return bool(item.get("content") or item.get("summary")) or any(_texts(item, ""))


def _kept(owner: Json, name: str) -> str:
    """Return what a member is that only its server can read, by the object that it stands in."""
    kind, maker = (owner.get("type"), owner.get("format")) if isinstance(owner, dict) else ("", "")
    signs = kind == SIGNING_TYPE or maker in SIGNING_FORMATS
    return SIGNED if signs else MEMBERS[name]


def _texts(value: Json, name: str) -> Iterator[str]:
    """Yield what can be read in a value that stands under this name."""
    if isinstance(value, str):
        if value and name in TEXTS:
            yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, name)
    elif isinstance(value, dict):
        for member, one in value.items():
            yield from _texts(one, member)


class _Said:
    """What a value says of reasoning, looked up when it is first asked for."""

    def __init__(self, value: Json) -> None:
        self._value = value

    @cached_property
    def thought(self) -> Thought:
        return joined(_thoughts(self._value))

    @cached_property
    def text(self) -> str:
        return _plain(self.thought.text)


def _thoughts(value: Json) -> Iterator[Thought]:
    """Yield the thoughts of items and messages, wherever in a value they stand."""
    if isinstance(value, list):
        for one in value:
            yield from _thoughts(one)
    elif isinstance(value, dict):
        if value.get("type") == "reasoning":
            yield reasoning.from_responses(value, reasoning.DETAILS)
        elif value.get("role") == "assistant":
            yield reasoning.read(value, "think_tags")[0]
            yield reasoning.read(value, reasoning.DETAILS)[0]
        for name in ("choices", "message", "output"):
            yield from _thoughts(value.get(name))


def _plain(text: str) -> str:
    """Return a text without white space: paragraphs are joined in one way or another."""
    return "".join(text.split())


def review(
    found: Iterator[tuple[str, str]], source: Json, value: Json, options: Options
) -> Iterator[tuple[str, str]]:
    """Pass codes with their pointers, naming as mere form what the value has after all."""
    said = _Said(value)
    for code, pointer in found:
        if code in REVIEWED and _is_said(said, source, pointer, code):
            code = FORM
        yield code, pointer


def _is_said(said: _Said, source: Json, pointer: str, code: str) -> bool:
    path = tokens(pointer)
    lost = _at(source, path)
    if code == SEALED and isinstance(lost, str):
        return lost in said.thought.sealed
    if isinstance(lost, dict) and lost.get("type") == "reasoning" and "role" not in lost:
        whole = reasoning.from_responses(lost, reasoning.DETAILS)
        if code == SEALED and not set(whole.sealed) <= set(said.thought.sealed):
            return False
        if whole.text:
            return _plain(whole.text) in said.text
    named = next((name for name in reversed(path) if not name.isdigit()), "")
    texts = [_plain(text) for text in _texts(lost, named)]
    return bool(texts) and all(text in said.text for text in texts)
