"""Reasoning: an item of its own in Responses; on the assistant message, if anywhere, in Chat.

Chat servers have it in a member of the message, or in a part of its content. What can be read is
read from whichever place it stands in: the first one of ``reasoning_details``,
``reasoning_content``, ``reasoning`` and the content that has a text, since servers that fill
several say the same in all. Only a tag is a text like any other, and no thought, unless
``Options.reasoning`` says so. It is written nowhere, for OpenAI's Chat has no place, or where that
option says.

Of an item, the raw chain is written where there is one, else the summary. Encrypted reasoning has
a form among OpenRouter's details only.
"""

from __future__ import annotations

from responses_protocol.formats.ids import mint
from responses_protocol.formats.options import Options
from responses_protocol.formats.thoughts import NONE, SEPARATOR, Thought
from responses_protocol.values import Json

FIELDS = ("reasoning_content", "reasoning")  # the forms that are a string of this name
DETAILS = "reasoning_details"
MEMBERS = frozenset((DETAILS, *FIELDS))  # all that a message has beside its content
PARTS = {"thinking": ("thinking", "text"), "reasoning": ("summary", "reasoning", "text")}
DETAIL_TEXTS = {"reasoning.text": "text", "reasoning.summary": "summary"}  # OpenRouter's
SEALED = "reasoning.encrypted"
FORMAT = "openai-responses-v1"  # of encrypted content that is that of a Responses item
READS_SEALED = ("auto", DETAILS)  # the options that read encrypted content: others can't write it
OPENING, CLOSING = "<think>", "</think>"
CUT = "incomplete"  # the status of an item of which the model said no more
Object = dict[str, Json]


# --- the items of Responses ---


# where an item has its text, by the option: the member, and the type of its parts
ITEM_TEXTS = {"content": ("content", "reasoning_text"), "summary": ("summary", "summary_text")}


def text_from_responses(item: Object) -> str:
    """Return what can be read in a reasoning item, ``""`` where nothing can."""
    for member in ("content", "summary"):
        parts = item.get(member)
        listed = parts if isinstance(parts, list) else ()
        found = [part.get("text") for part in listed if isinstance(part, dict)]
        texts = [text for text in found if isinstance(text, str) and text]
        if texts:
            return SEPARATOR.join(texts)
    return ""


def from_responses(item: Object, form: str) -> Thought:
    """Return what this form can say of a reasoning item."""
    if form not in WRITERS:
        return NONE
    ours = form == DETAILS and item.get("format") in (None, FORMAT)  # OpenRouter's items say whose
    sealed = item.get("encrypted_content") if ours else None
    found = (sealed,) if isinstance(sealed, str) and sealed else ()
    return Thought(text_from_responses(item), found)


def input_items(thought: Thought, options: Options) -> list[Object]:
    """Return the items of a history that say a thought.

    They are what OpenAI takes of a client that stores nothing: without an id, which it would look
    up, and without raw content, of which it takes none. MLflow demands an id.
    """
    summary = [{"type": "summary_text", "text": thought.text}] if thought.text else []
    made: Object = {"type": "reasoning", "summary": summary}
    if options.items == "mlflow":
        made["id"] = mint("rs_", thought.text)
    return _items(thought, made)


def output_items(thought: Thought, options: Options, ended: bool = True) -> list[Object]:
    """Return the items of an answer that say a thought."""
    made: Object = {"type": "reasoning", "id": mint("rs_", thought.text), "summary": []}
    name, kind = ITEM_TEXTS[options.reasoning_items]
    made[name] = [{"type": kind, "text": thought.text}] if thought.text else []
    return _items(thought, made if ended else {**made, "status": CUT})


def _items(thought: Thought, first: Object) -> list[Object]:
    """Return an item with the text and the first encrypted content, and one for each other one."""
    if not thought.sealed:
        return [first] if thought.text else []
    head, *more = thought.sealed
    empty = {name: [] if isinstance(one, list) else one for name, one in first.items()}
    return [
        {**first, "encrypted_content": head},
        *({**empty, "encrypted_content": data} for data in more),
    ]


# --- the forms that a Chat message has for it ---


def write(message: Object, thought: Thought, form: str, ended: bool = True) -> None:
    """Put a thought where this form has it.

    Only tags can tell that the answer was cut in the middle of it, before anything was said.
    """
    if thought.text or thought.sealed:
        WRITERS[form](message, thought, ended)


def read(message: Object, form: str) -> tuple[Thought, Object]:
    """Return what a message thinks, and the message without the tags around that.

    A message of a history that never ends its thought says what it says.
    """
    if form == "omit":
        return NONE, message
    thought = _apart(message, form)
    if form == "think_tags":
        tagged, message = _read_tags(message)
        # what holds the closing tag can't be written between tags, so it is not read either
        text = "" if CLOSING in thought.text else thought.text
        thought = Thought(text or tagged, thought.sealed)
    return thought, message


def read_answer(message: Object, form: str, content: str) -> tuple[Thought, Object, bool]:
    """Do so with an answer, whose texts, joined, are ``content``.

    Tell also whether the reasoning has an end: an answer may have been cut in the middle of it.
    """
    if form != "think_tags":
        return (*read(message, form), True)
    thought = _apart(message, form)
    tagged, said, ended = _between_tags(content)
    if not tagged:
        return thought, message, True
    said_only = {**message, "content": said}
    if thought.text:
        return thought, said_only, True
    return Thought(tagged, thought.sealed), said_only, ended


def _apart(message: Object, form: str) -> Thought:
    """Return what stands in the members that a message has for it, or in parts of its content."""
    text, sealed = _of_details(message.get(DETAILS))
    for name in FIELDS:
        found = message.get(name)
        text = text or (found if isinstance(found, str) else "")
    text = text or SEPARATOR.join(_of_parts(message.get("content")))
    return Thought(text, sealed if form in READS_SEALED else ())


def _of_details(details: Json) -> tuple[str, tuple[str, ...]]:
    if not isinstance(details, list):
        return "", ()
    listed = [one for one in details if isinstance(one, dict)]
    texts = [_detail_text(one) for one in listed]
    sealed = [sealed_data(one) for one in listed]
    return (
        SEPARATOR.join(text for text in texts if isinstance(text, str) and text),
        tuple(data for data in sealed if data),
    )


def _detail_text(detail: Object) -> Json:
    kind = detail.get("type")
    return detail.get(DETAIL_TEXTS.get(kind if isinstance(kind, str) else "", ""))


def sealed_data(detail: Object) -> str:
    """Return the encrypted content of a detail that is that of a Responses item, else ``""``."""
    data = detail.get("data")
    known = detail.get("type") == SEALED and detail.get("format") == FORMAT
    return data if known and isinstance(data, str) else ""


def _of_parts(content: Json) -> list[str]:
    parts = content if isinstance(content, list) else ()
    return [text for part in parts for text in part_texts(part)]


def is_part(part: Json) -> bool:
    """Tell whether a content part is one of reasoning."""
    kind = part.get("type") if isinstance(part, dict) else None
    return isinstance(kind, str) and kind in PARTS


def part_texts(part: Json) -> list[str]:
    """Return the texts of a part of reasoning, of Mistral's form or of that of Databricks."""
    name = text_member(part) if is_part(part) else None
    return [] if name is None else _texts(part[name])


def text_member(part: Object) -> str | None:
    """Return the member of a part of reasoning that holds its texts."""
    return next((name for name in PARTS[part["type"]] if _texts(part.get(name))), None)


def _texts(value: Json) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    listed = value if isinstance(value, list) else ()
    found = [one.get("text") for one in listed if isinstance(one, dict)]
    return [text for text in found if isinstance(text, str) and text]


def _write_field(name: str, message: Object, thought: Thought) -> None:
    if thought.text:
        message[name] = thought.text


def _write_details(message: Object, thought: Thought, ended: bool) -> None:
    texts = [text_detail(thought.text)] if thought.text else []
    message[DETAILS] = [*texts, *map(sealed_detail, thought.sealed)]


def text_detail(text: str) -> Object:
    """Return the detail of what can be read."""
    return {"type": "reasoning.text", "text": text}


def sealed_detail(data: str) -> Object:
    """Return the detail of encrypted content."""
    return {"type": SEALED, "data": data, "format": FORMAT}


def thinking_part(text: str) -> Object:
    """Return Mistral's part of a thought."""
    return {"type": "thinking", "thinking": [{"type": "text", "text": text}]}


def reasoning_part(text: str) -> Object:
    """Return the part of a thought that Databricks has."""
    return {"type": "reasoning", "summary": [{"type": "summary_text", "text": text}]}


def _write_part(part: Object, message: Object) -> None:
    content = message.get("content")
    if isinstance(content, str):
        content = [{"type": "text", "text": content}] if content else []
    message["content"] = [part, *(content or ())]


def _write_tags(message: Object, thought: Thought, ended: bool) -> None:
    if CLOSING in thought.text:
        return  # nobody could tell where it ends
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
    "thinking": lambda message, thought, _: _write_part(thinking_part(thought.text), message),
    "reasoning_parts": lambda message, thought, _: _write_part(
        reasoning_part(thought.text), message
    ),
    "think_tags": _write_tags,
}


def _read_tags(message: Object) -> tuple[str, Object]:
    content = message.get("content")
    if isinstance(content, list):
        first, *rest = _texted(content) or [{}]
        text, said, ended = _between_tags(first.get("text"))
        if not (text and ended) or (rest and (said or not rest[1:])):  # not written like this
            return "", message
        at = next(number for number, part in enumerate(content) if part is first)
        kept = [{**first, "text": said}] if said else []
        return text, _with_content(message, [*content[:at], *kept, *content[at + 1 :]] or None)
    text, said, ended = _between_tags(content)
    return (text, _with_content(message, said or None)) if text and ended else ("", message)


def _with_content(message: Object, content: Json) -> Object:
    """Return the message with other content; one that does nothing else says the empty text."""
    if content is None and not message.get("tool_calls"):
        content = ""
    return {**message, "content": content}


def _texted(content: Json) -> list[Object]:
    """Return the parts that are texts."""
    parts = content if isinstance(content, list) else []
    return [part for part in parts if isinstance(part, dict) and part.get("type") == "text"]


def _between_tags(content: Json) -> tuple[str, str, bool]:
    """Return what stands between the tags and behind them, and whether the second one is there."""
    if not isinstance(content, str) or not content.startswith(OPENING):
        return "", "", False
    text, end, said = content[len(OPENING) :].partition(CLOSING)
    return text, said, bool(end)
