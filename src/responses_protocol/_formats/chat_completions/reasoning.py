"""Reasoning: an item in Responses; a member or content part of the assistant message in Chat.

Readable reasoning is read from the first of ``reasoning_details``, ``reasoning_content``,
``reasoning`` and the content parts that has a text: servers that fill several repeat the same text.
Tags in a text are read as reasoning only where ``Options.reasoning`` selects them. By default no
reasoning is written, since OpenAI's Chat has no member for it; that option selects a form.

Of an item, the raw reasoning is written where there is some, else the summary. Encrypted reasoning
has a form only among OpenRouter's details.
"""

from __future__ import annotations

from responses_protocol._formats.ids import derive_id
from responses_protocol._formats.options import Options
from responses_protocol._formats.thoughts import NONE, SEPARATOR, Thought
from responses_protocol._values import Json, Object

FIELDS = ("reasoning_content", "reasoning")  # the forms that are a string of this name
DETAILS = "reasoning_details"
MEMBERS = frozenset((DETAILS, *FIELDS))  # of a message, beside its content
PARTS = {"thinking": ("thinking", "text"), "reasoning": ("summary", "reasoning", "text")}
DETAIL_TEXTS = {"reasoning.text": "text", "reasoning.summary": "summary"}  # OpenRouter's
ENCRYPTED = "reasoning.encrypted"
FORMAT = "openai-responses-v1"  # of the encrypted content of a Responses item
READS_ENCRYPTED = ("auto", DETAILS)  # the options that read encrypted content
OPENING, CLOSING = "<think>", "</think>"
CUT = "incomplete"  # the status of an item that the model did not finish


# --- the items of Responses ---


# the member of an item for its text, and the type of its parts, by `Options.reasoning_items`
ITEM_TEXTS = {"content": ("content", "reasoning_text"), "summary": ("summary", "summary_text")}


def read_item_text(item: Object) -> str:
    """Return the readable text of a reasoning item, ``""`` where it has none."""
    for member in ("content", "summary"):
        parts = item.get(member)
        texts = _texts(parts) if isinstance(parts, list) else []
        if texts:
            return SEPARATOR.join(texts)
    return ""


def from_responses(item: Object, form: str) -> Thought:
    """Return the part of a reasoning item that this form can express."""
    if form not in WRITERS:
        return NONE
    has_form = form == DETAILS and item.get("format") in (None, FORMAT)  # as OpenRouter marks items
    data = item.get("encrypted_content") if has_form else None
    sealed = (data,) if isinstance(data, str) and data else ()
    return Thought(read_item_text(item), sealed)


def make_input_items(thought: Thought, options: Options) -> list[Object]:
    """Return the items of a history for a thought.

    OpenAI accepts them of a client that stores nothing: they have no id, which the server would
    look up, and no raw content, which it refuses. MLflow requires an id.
    """
    summary = [{"type": "summary_text", "text": thought.text}] if thought.text else []
    item: Object = {"type": "reasoning", "summary": summary}
    if options.items == "mlflow":
        item["id"] = derive_id("rs_", thought.text)
    return _make_items(thought, item)


def make_output_items(thought: Thought, options: Options, ended: bool = True) -> list[Object]:
    """Return the items of an answer for a thought."""
    item: Object = {"type": "reasoning", "id": derive_id("rs_", thought.text), "summary": []}
    name, kind = ITEM_TEXTS[options.reasoning_items]
    item[name] = [{"type": kind, "text": thought.text}] if thought.text else []
    return _make_items(thought, item if ended else {**item, "status": CUT})


def _make_items(thought: Thought, first: Object) -> list[Object]:
    """Return an item with the text and the first encrypted content, and one for each further."""
    if not thought.encrypted:
        return [first] if thought.text else []
    head, *more = thought.encrypted
    empty = {name: [] if isinstance(value, list) else value for name, value in first.items()}
    return [
        {**first, "encrypted_content": head},
        *({**empty, "encrypted_content": data} for data in more),
    ]


# --- the forms of a Chat message ---


def write(message: Object, thought: Thought, form: str, ended: bool = True) -> None:
    """Add a thought to a message in this form.

    Tags stay open where the answer was cut before the thought ended; no other form shows that.
    """
    if thought.text or thought.encrypted:
        WRITERS[form](message, thought, ended)


def read(message: Object, form: str) -> tuple[Thought, Object]:
    """Return the reasoning of a message, and the message without tagged reasoning.

    In a history, an opening tag without its closing tag is text.
    """
    if form == "omit":
        return NONE, message
    thought = _read_untagged(message, form)
    if form == "think_tags":
        tagged, message = _read_tags(message)
        # a text that contains the closing tag can't be written between tags, so it is not read
        text = "" if CLOSING in thought.text else thought.text
        thought = Thought(text or tagged, thought.encrypted)
    return thought, message


def read_answer(message: Object, form: str, content: str) -> tuple[Thought, Object, bool]:
    """Read an answer, whose texts, joined, are ``content``.

    Return its reasoning, the message without it, and whether the reasoning ended: an answer may
    be cut before that.
    """
    if form != "think_tags":
        return (*read(message, form), True)
    thought = _read_untagged(message, form)
    tagged, rest, ended = _split_tags(content)
    if not tagged:
        return thought, message, True
    without_tags = {**message, "content": rest}
    if thought.text:
        return thought, without_tags, True
    return Thought(tagged, thought.encrypted), without_tags, ended


def _read_untagged(message: Object, form: str) -> Thought:
    """Return the reasoning in members of a message, or in parts of its content, but for tags."""
    text, sealed = _read_details(message.get(DETAILS))
    for name in FIELDS:
        value = message.get(name)
        text = text or (value if isinstance(value, str) else "")
    text = text or SEPARATOR.join(_read_parts(message.get("content")))
    return Thought(text, sealed if form in READS_ENCRYPTED else ())


def _read_details(details: Json) -> tuple[str, tuple[str, ...]]:
    if not isinstance(details, list):
        return "", ()
    objects = [detail for detail in details if isinstance(detail, dict)]
    texts = [_detail_text(detail) for detail in objects]
    sealed = [read_encrypted(detail) for detail in objects]
    return (
        SEPARATOR.join(text for text in texts if isinstance(text, str) and text),
        tuple(data for data in sealed if data),
    )


def _detail_text(detail: Object) -> Json:
    kind = detail.get("type")
    return detail.get(DETAIL_TEXTS.get(kind if isinstance(kind, str) else "", ""))


def read_encrypted(detail: Object) -> str:
    """Return the encrypted content of a detail where it is a Responses item's, else ``""``."""
    data = detail.get("data")
    has_known_format = detail.get("type") == ENCRYPTED and detail.get("format") == FORMAT
    return data if has_known_format and isinstance(data, str) else ""


def _read_parts(content: Json) -> list[str]:
    parts = content if isinstance(content, list) else ()
    return [text for part in parts for text in find_part_texts(part)]


def is_part(part: Json) -> bool:
    """Return whether a content part is a reasoning part."""
    kind = part.get("type") if isinstance(part, dict) else None
    return isinstance(kind, str) and kind in PARTS


def find_part_texts(part: Json) -> list[str]:
    """Return the texts of a reasoning part, in Mistral's or Databricks' form."""
    name = find_text_member(part) if is_part(part) else None
    return [] if name is None else _texts(part[name])


def find_text_member(part: Object) -> str | None:
    """Return the name of the member with the texts of a reasoning part."""
    return next((name for name in PARTS[part["type"]] if _texts(part.get(name))), None)


def _texts(value: Json) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    parts = value if isinstance(value, list) else ()
    texts = [part.get("text") for part in parts if isinstance(part, dict)]
    return [text for text in texts if isinstance(text, str) and text]


def _write_field(name: str, message: Object, thought: Thought) -> None:
    if thought.text:
        message[name] = thought.text


def _write_details(message: Object, thought: Thought, ended: bool) -> None:
    texts = [make_text_detail(thought.text)] if thought.text else []
    message[DETAILS] = [*texts, *map(make_encrypted_detail, thought.encrypted)]


def make_text_detail(text: str) -> Object:
    """Return the detail of readable reasoning."""
    return {"type": "reasoning.text", "text": text}


def make_encrypted_detail(data: str) -> Object:
    """Return the detail of encrypted content."""
    return {"type": ENCRYPTED, "data": data, "format": FORMAT}


def make_thinking_part(text: str) -> Object:
    """Return the reasoning part of Mistral."""
    return {"type": "thinking", "thinking": [{"type": "text", "text": text}]}


def make_reasoning_part(text: str) -> Object:
    """Return the reasoning part of Databricks."""
    return {"type": "reasoning", "summary": [{"type": "summary_text", "text": text}]}


def _write_part(part: Object, message: Object) -> None:
    content = message.get("content")
    if isinstance(content, str):
        content = [{"type": "text", "text": content}] if content else []
    message["content"] = [part, *(content or ())]


def _write_tags(message: Object, thought: Thought, ended: bool) -> None:
    if CLOSING in thought.text:
        return  # its end would be ambiguous
    content = message.get("content")
    tagged = f"{OPENING}{thought.text}{CLOSING if ended or content else ''}"
    if isinstance(content, list):
        message["content"] = [{"type": "text", "text": tagged}, *content]
    else:
        message["content"] = tagged + (content or "")


WRITERS = {
    "reasoning_content": lambda message, thought, _: _write_field(FIELDS[0], message, thought),
    "reasoning": lambda message, thought, _: _write_field(FIELDS[1], message, thought),
    DETAILS: _write_details,
    "thinking": lambda message, thought, _: _write_part(make_thinking_part(thought.text), message),
    "reasoning_parts": lambda message, thought, _: _write_part(
        make_reasoning_part(thought.text), message
    ),
    "think_tags": _write_tags,
}


def _read_tags(message: Object) -> tuple[str, Object]:
    content = message.get("content")
    if isinstance(content, list):
        first, *further_texts = _text_parts(content) or [{}]
        text, rest, ended = _split_tags(first.get("text"))
        if not (text and ended) or (
            further_texts and (rest or not further_texts[1:])
        ):  # `_write_tags` does not
            return "", message
        index = next(index for index, part in enumerate(content) if part is first)
        parts = [{**first, "text": rest}] if rest else []
        before, behind = content[:index], content[index + 1 :]
        return text, _with_content(message, [*before, *parts, *behind] or None)
    text, rest, ended = _split_tags(content)
    return (text, _with_content(message, rest or None)) if text and ended else ("", message)


def _with_content(message: Object, content: Json) -> Object:
    """Return the message with other content; without calls, null becomes the empty text."""
    if content is None and not message.get("tool_calls"):
        content = ""
    return {**message, "content": content}


def _text_parts(content: Json) -> list[Object]:
    """Return the text parts of a content."""
    parts = content if isinstance(content, list) else []
    return [part for part in parts if isinstance(part, dict) and part.get("type") == "text"]


def _split_tags(content: Json) -> tuple[str, str, bool]:
    """Return the text between the tags, the text behind them, and whether the tags are closed."""
    if not isinstance(content, str) or not content.startswith(OPENING):
        return "", "", False
    text, closing, rest = content[len(OPENING) :].partition(CLOSING)
    return text, rest, bool(closing)
