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
Object = dict[str, Json]


def text_from_responses(item: Object) -> str:
    """Return what can be read in a reasoning item, ``""`` where nothing can."""
    for member in ("content", "summary"):
        parts = item.get(member)
        found = [part.get("text") for part in parts or () if isinstance(part, dict)]
        texts = [text for text in found if isinstance(text, str) and text]
        if texts:
            return SEPARATOR.join(texts)
    return ""


def item(text: str) -> Object:
    """Return a reasoning item with ``text`` as its raw content."""
    return {
        "type": "reasoning",
        "id": mint("rs_", text),
        "summary": [],
        "content": [{"type": "reasoning_text", "text": text}],
    }


# --- the forms that a Chat message has for it ---


def held(form: str) -> str:
    """Return the member under which a message holds its reasoning until it is finished."""
    return form if form in FIELDS else HELD


def finish(message: Object, form: str) -> None:
    """Put reasoning that the message holds where this form has it."""
    text = message.pop(HELD, None)
    if text is not None:
        WRITERS[form](message, text)


def split(message: Object, form: str, answer: bool = False) -> tuple[str, Object]:
    """Return the reasoning of a message in this form, ``""`` for none, and the message without.

    An ``answer`` may have been cut while it was thinking; a message of a history that never ends
    its thought says what it says.
    """
    if form in FIELDS:
        text = message.get(form)
        return text if isinstance(text, str) else "", message
    if form == "think_tags" and not answer and not _ends_thought(message.get("content")):
        return "", message
    return READERS[form](message)


def _ends_thought(content: Json) -> bool:
    texts = [content] if isinstance(content, str) else [one.get("text") for one in _texted(content)]
    return bool(texts) and isinstance(texts[0], str) and CLOSING in texts[0]


def _write_details(message: Object, text: str) -> None:
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


def _write_part(message: Object, text: str) -> None:
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


def _write_tags(message: Object, text: str) -> None:
    if CLOSING in text:
        return  # nobody could tell where it ends
    tagged = f"{OPENING}{text}{CLOSING}"
    content = message.get("content")
    if isinstance(content, list):
        message["content"] = [{"type": "text", "text": tagged}, *content]
    else:
        message["content"] = tagged + (content or "")


def _read_tags(message: Object) -> tuple[str, Object]:
    content = message.get("content")
    if isinstance(content, list):
        first, *rest = _texted(content) or [{}]
        text, said = _between_tags(first.get("text"))
        if not text or (rest and (said or not rest[1:])):  # nothing that is written like this
            return "", message
        at = next(number for number, part in enumerate(content) if part is first)
        kept = [{**first, "text": said}] if said else []
        return text, _with_content(message, [*content[:at], *kept, *content[at + 1 :]] or None)
    text, said = _between_tags(content)
    return (text, _with_content(message, said or None)) if text else ("", message)


def _texted(content: Json) -> list[Object]:
    """Return the parts that are texts."""
    parts = content if isinstance(content, list) else []
    return [part for part in parts if isinstance(part, dict) and part.get("type") == "text"]


def _between_tags(content: Json) -> tuple[str, str]:
    if not isinstance(content, str) or not content.startswith(OPENING):
        return "", ""
    text, _, said = content[len(OPENING) :].partition(CLOSING)
    return text, said  # what was never closed was cut while it was thinking


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
