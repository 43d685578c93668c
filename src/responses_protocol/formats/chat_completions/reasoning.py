"""Reasoning: an item of its own in Responses; on the assistant message, if anywhere, in Chat.

OpenAI's Chat has no place for it, so by default it stays in the complement, both ways. Where a
server has one (``Options.reasoning`` names it), the readable text goes there: the raw chain where
an item has one, else its summary. Encrypted reasoning has no form in Chat at all.
"""

from __future__ import annotations

from responses_protocol.formats.ids import mint
from responses_protocol.values import Json

SEPARATOR = "\n\n"  # between paragraphs of reasoning that one place has to hold together
FIELDS = ("reasoning_content", "reasoning")  # the forms that are a string of this name
HELD = "\0reasoning"  # where a message that is not finished yet holds it for all other forms
OPENING, CLOSING = "<think>", "</think>"
CUT = "incomplete"  # the status of an item of which the model said no more
Object = dict[str, Json]


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


def item(text: str, ended: bool = True) -> Object:
    """Return a reasoning item with ``text`` as its raw content."""
    made: Object = {
        "type": "reasoning",
        "id": mint("rs_", text),
        "summary": [],
        "content": [{"type": "reasoning_text", "text": text}],
    }
    return made if ended else {**made, "status": CUT}


# --- the forms that a Chat message has for it ---


def held(form: str) -> str:
    """Return the member under which a message holds its reasoning until it is finished."""
    return form if form in FIELDS else HELD


def finish(message: Object, form: str, ended: bool = True) -> None:
    """Put reasoning that the message holds where this form has it.

    Only tags can tell that the answer was cut in the middle of it, before anything was said.
    """
    text = message.pop(HELD, None)
    if text is not None:
        WRITERS[form](message, text, ended)


def split(message: Object, form: str) -> tuple[str, Object]:
    """Return the reasoning of a message in this form, ``""`` for none, and the message without.

    A message of a history that never ends its thought says what it says.
    """
    if form in FIELDS:
        text = message.get(form)
        return text if isinstance(text, str) else "", message
    return READERS[form](message)


def split_answer(message: Object, form: str, content: str) -> tuple[str, Object, bool]:
    """Do so with an answer, whose texts, joined, are ``content``.

    Tell also whether the reasoning has an end: an answer may have been cut in the middle of it.
    """
    if form != "think_tags":
        return (*split(message, form), True)
    text, said, ended = _between_tags(content)
    return (text, {**message, "content": said}, ended) if text else ("", message, True)


def _write_details(message: Object, text: str, ended: bool) -> None:
    message["reasoning_details"] = [{"type": "reasoning.text", "text": text}]


def _read_details(message: Object) -> tuple[str, Object]:
    details = message.get("reasoning_details")
    found = [
        one.get(DETAIL_TEXTS.get(str(one.get("type")), ""))
        for one in (details if isinstance(details, list) else ())
        if isinstance(one, dict)
    ]
    return SEPARATOR.join(text for text in found if isinstance(text, str) and text), message


DETAIL_TEXTS = {"reasoning.text": "text", "reasoning.summary": "summary"}  # OpenRouter's


def _write_part(message: Object, text: str, ended: bool) -> None:
    part = {"type": "thinking", "thinking": [{"type": "text", "text": text}]}
    message["content"] = [part, *_parts(message.get("content"))]


def _parts(content: Json) -> list[Json]:
    if isinstance(content, str):
        return [{"type": "text", "text": content}] if content else []
    return content if isinstance(content, list) else []


def _read_parts(message: Object) -> tuple[str, Object]:
    content = message.get("content")
    if not isinstance(content, list):
        return "", message
    thinking = [part for part in content if _is_thinking(part)]
    if not thinking:
        return "", message
    said = [part for part in content if not _is_thinking(part)]
    texts = [text for part in thinking for text in _texts(part.get("thinking"))]
    return SEPARATOR.join(texts), _with_content(message, said or None)


def _is_thinking(part: Json) -> bool:
    return isinstance(part, dict) and part.get("type") == "thinking"


def _texts(thinking: Json) -> list[str]:
    if isinstance(thinking, str):
        return [thinking] if thinking else []
    found = [one.get("text") for one in _parts(thinking) if isinstance(one, dict)]
    return [text for text in found if isinstance(text, str) and text]


def _with_content(message: Object, content: Json) -> Object:
    """Return the message with other content; one that does nothing else says the empty text."""
    if content is None and not message.get("tool_calls"):
        content = ""
    return {**message, "content": content}


def _write_tags(message: Object, text: str, ended: bool) -> None:
    if CLOSING in text:
        return  # nobody could tell where it ends
    content = message.get("content")
    tagged = f"{OPENING}{text}{CLOSING if ended or content else ''}"
    if isinstance(content, list):
        message["content"] = [{"type": "text", "text": tagged}, *content]
    else:
        message["content"] = tagged + (content or "")


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


WRITERS = {
    "reasoning_details": _write_details,
    "thinking": _write_part,
    "think_tags": _write_tags,
}
READERS = {
    "reasoning_details": _read_details,
    "thinking": _read_parts,
    "think_tags": _read_tags,
}
