"""The loss codes of differences in reasoning: readable text, encrypted content, or only the form.

The code of a member depends on its content. Reasoning that the value has in another member, or
joined with other reasoning, changes only its form: ``reasoning`` and ``encrypted_reasoning`` are
the codes of content that the value lacks.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from responses_protocol._formats.chat_completions import reasoning
from responses_protocol._formats.options import Options
from responses_protocol._formats.thoughts import Thought, join_thoughts
from responses_protocol._values import Json, split_pointer

Named = Iterator[tuple[str, list[str]]]
TEXT, SEALED, SIGNED = "reasoning", "encrypted_reasoning", "reasoning_signature"
FORM = "reasoning_form"
REVIEWED = (TEXT, SEALED, "commentary")
# members of a message with reasoning in LiteLLM's, Ollama's and GitHub's form, which is not read
UNREAD = frozenset(("reasoning_text", "thinking", "thinking_blocks"))
# members with readable text, including refusals
TEXTS = frozenset(
    ("content", "reasoning_text", "refusal", "summary", "text", "thinking", *reasoning.FIELDS)
)
MEMBERS = {"data": SEALED, "encrypted_content": SEALED, "signature": SIGNED}
# encrypted content that the server requires with the next call, like a signature: OpenRouter's
# formats, https://github.com/LibreChat-AI/agents/issues/37, and Anthropic's type
SIGNING_FORMATS = ("anthropic-claude-v1", "google-gemini-v1")
SIGNING_TYPE = "redacted_thinking"


def name_reasoning_loss(message: Json, path: list[str], operation: dict[str, Json]) -> Named:
    """Yield the losses of a difference in a member or content part with reasoning."""
    if operation["op"] == "remove":
        yield "absent_member", path
        return
    value = _find_value(message, path)
    if value in (None, "", []):
        yield "empty_member", path
        return
    name = _last_name(path)
    if name in MEMBERS:
        yield _encrypted_code(_find_value(message, path[:-1]), name), path
        return
    yield (TEXT if any(_texts(value, name)) else FORM), path
    yield from _name_encrypted(value, path)


def _last_name(path: list[str]) -> str:
    """Return the last name of a member in a path."""
    return next((name for name in reversed(path) if not name.isdigit()), "")


def name_all_reasoning(message: dict[str, Json]) -> Named:
    """Yield the losses of all reasoning of a message that is not restored."""
    content = message.get("content") if message.get("role") == "assistant" else None
    parts = content if isinstance(content, list) else []
    in_content = [
        ["content", str(index)] for index, part in enumerate(parts) if reasoning.is_part(part)
    ]
    members = reasoning.MEMBERS | UNREAD
    for path in [*([name] for name in message if name in members), *in_content]:
        if _find_value(message, path):
            yield from name_reasoning_loss(message, path, {"op": "add"})


def _find_value(value: Json, path: list[str]) -> Json:
    for name in path:
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def _name_encrypted(value: Json, path: list[str]) -> Named:
    """Yield the losses of encrypted members at any depth of ``value``."""
    elements = enumerate(value) if isinstance(value, list) else ()
    for name, member in value.items() if isinstance(value, dict) else elements:
        inner = [*path, str(name)]
        if name in MEMBERS and member:
            yield _encrypted_code(value, name), inner
        else:
            yield from _name_encrypted(member, inner)


def name_reasoning_item(item: dict[str, Json]) -> Named:
    """Yield the losses of a whole reasoning item: of its readable text, and of its encrypted form.

    Its text may be in any server's form.
    """
    has_content = any(map(_has_content, (item.get("content"), item.get("summary"))))
    is_readable = has_content or any(_texts(item, ""))
    is_encrypted = item.get("encrypted_content")
    if is_readable:
        yield TEXT, []
    if is_encrypted:
        yield SEALED, []
    if not is_readable and not is_encrypted:
        yield "empty_reasoning", []


def _has_content(value: Json) -> bool:
    """Return whether a content or summary is anything but parts with an empty text."""
    if isinstance(value, list):
        return any(_find_value(part, ["text"]) != "" for part in value)
    return bool(value)


def _encrypted_code(owner: Json, name: str) -> str:
    """Return the code of an encrypted member, by the object that contains it."""
    kind, form = (owner.get("type"), owner.get("format")) if isinstance(owner, dict) else ("", "")
    is_signature = kind == SIGNING_TYPE or form in SIGNING_FORMATS
    return SIGNED if is_signature else MEMBERS[name]


def _texts(value: Json, name: str) -> Iterator[str]:
    """Yield the readable texts in the value of a member of this name."""
    if isinstance(value, str):
        if value and name in TEXTS:
            yield value
    elif isinstance(value, list):
        for element in value:
            yield from _texts(element, name)
    elif isinstance(value, dict):
        for inner_name, member in value.items():
            yield from _texts(member, inner_name)


class _Reasoning:
    """The reasoning in a value, computed when it is first used."""

    def __init__(self, value: Json) -> None:
        self._value = value

    @cached_property
    def thought(self) -> Thought:
        return join_thoughts(_thoughts(self._value))

    @cached_property
    def text(self) -> str:
        return _without_spaces(self.thought.text)


def _thoughts(value: Json) -> Iterator[Thought]:
    """Yield the thoughts of all items and messages in a value."""
    if isinstance(value, list):
        for element in value:
            yield from _thoughts(element)
    elif isinstance(value, dict):
        if value.get("type") == "reasoning":
            yield reasoning.from_responses(value, reasoning.DETAILS)
        elif value.get("role") == "assistant":
            yield reasoning.read(value, "think_tags")[0]
            yield reasoning.read(value, reasoning.DETAILS)[0]
        for name in ("choices", "message", "output"):
            yield from _thoughts(value.get(name))


def _without_spaces(text: str) -> str:
    """Return a text without white space, by which joined paragraphs differ."""
    return "".join(text.split())


def review_losses(
    losses: Iterator[tuple[str, str]], source: Json, value: Json, options: Options
) -> Iterator[tuple[str, str]]:
    """Correct the codes of losses: reasoning that the value has elsewhere changes only its form."""
    reasoning_in_value = _Reasoning(value)
    for code, pointer in losses:
        if code in REVIEWED and _is_kept(reasoning_in_value, source, pointer, code):
            code = FORM
        yield code, pointer


def _is_kept(reasoning_in_value: _Reasoning, source: Json, pointer: str, code: str) -> bool:
    path = split_pointer(pointer)
    lost = _find_value(source, path)
    if code == SEALED and isinstance(lost, str):
        return lost in reasoning_in_value.thought.encrypted
    if isinstance(lost, dict) and lost.get("type") == "reasoning" and "role" not in lost:
        thought = reasoning.from_responses(lost, reasoning.DETAILS)
        if code == SEALED and not set(thought.encrypted) <= set(
            reasoning_in_value.thought.encrypted
        ):
            return False
        if thought.text:
            return _without_spaces(thought.text) in reasoning_in_value.text
    texts = [_without_spaces(text) for text in _texts(lost, _last_name(path))]
    return bool(texts) and all(text in reasoning_in_value.text for text in texts)
