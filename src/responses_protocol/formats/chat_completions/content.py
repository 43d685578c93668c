"""Content parts: text, images, files, audio and refusals.

A part that the other side can't say is left out of the value; the complement keeps it, and the
loss names it. One text part alone is a plain string on both sides, for small servers reject lists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from responses_protocol.errors import ConversionError
from responses_protocol.formats.options import Options
from responses_protocol.values import Json, copied

BREAKPOINT = "prompt_cache_breakpoint"  # of the parts that a caller writes, in both APIs
ENDS = ("mode", "ttl")  # its members
# what an image without a detail has: Responses' types demand the member, Chat's leave it out
DETAIL = "auto"
PartReader = Callable[[dict[str, Json], str], "dict[str, Json] | None"]


def text_of(part: dict[str, Json], pointer: str) -> str:
    """Return the ``text`` of a text part."""
    text = part.get("text")
    if not isinstance(text, str):
        raise ConversionError("text must be a string", f"{pointer}/text")
    return text


def _marked(read: PartReader) -> PartReader:
    """Return a reader that carries the breakpoint of the prompt cache as well."""

    def read_marked(part: dict[str, Json], pointer: str) -> dict[str, Json] | None:
        made = read(part, pointer)
        found = part.get(BREAKPOINT)
        # neither API takes one without its mode
        if made is not None and isinstance(found, dict) and found.get("mode") is not None:
            said = {name: copied(found.get(name)) for name in ENDS}
            made[BREAKPOINT] = {name: value for name, value in said.items() if value is not None}
        return made

    return read_marked


def _members(part: dict[str, Json], names: tuple[str, ...], pointer: str) -> dict[str, str]:
    found = {}
    for name in names:
        value = part.get(name)
        if value is not None:
            if not isinstance(value, str):
                raise ConversionError(f"{name} must be a string", f"{pointer}/{name}")
            found[name] = value
    return found


# --- Responses -> Chat ---------------------------------------------------------------------------


def _text_to_chat(part: dict[str, Json], pointer: str) -> dict[str, Json]:
    return {"type": "text", "text": text_of(part, pointer)}


def _image_to_chat(part: dict[str, Json], pointer: str) -> dict[str, Json] | None:
    found = _members(part, ("image_url", "detail"), pointer)
    if "image_url" not in found:  # by file id: Chat has no form, and an empty url is a broken image
        return None
    image = {"url": found["image_url"]}
    if found.get("detail", DETAIL) != DETAIL:
        image["detail"] = found["detail"]
    return {"type": "image_url", "image_url": image}


def _file_to_chat(part: dict[str, Json], pointer: str) -> dict[str, Json] | None:
    file = _members(part, ("file_id", "file_data", "filename"), pointer)
    if "file_id" not in file and "file_data" not in file:  # Chat takes no url
        return None
    return {"type": "file", "file": file}


def _audio(part: dict[str, Json], pointer: str) -> dict[str, Json] | None:
    audio = part.get("input_audio")
    if not isinstance(audio, dict):
        return None
    found = _members(audio, ("data", "format"), f"{pointer}/input_audio")
    return {"type": "input_audio", "input_audio": found} if len(found) == 2 else None


def _file_by_url_to_chat(part: dict[str, Json], pointer: str) -> dict[str, Json] | None:
    made = _file_to_chat(part, pointer)
    found = _members(part, ("file_url", "filename"), pointer)
    if made is not None or "file_url" not in found:
        return made
    file = {"file_data": found.pop("file_url"), **found}
    return {"type": "file", "file": file}


TEXT: Mapping[str, PartReader] = {"text": _text_to_chat}
SAID_TO_CHAT: Mapping[str, PartReader] = {  # by the model, whose parts have no breakpoints
    **TEXT,
    "input_text": _text_to_chat,
    "output_text": _text_to_chat,
}
TEXT_TO_CHAT: Mapping[str, PartReader] = {
    kind: _marked(reader) for kind, reader in SAID_TO_CHAT.items()
}
MEDIA_TO_CHAT: Mapping[str, PartReader] = {
    **TEXT_TO_CHAT,
    "input_image": _marked(_image_to_chat),
    "input_file": _marked(_file_to_chat),
    "input_audio": _audio,
}


FILES_TO_CHAT = {**MEDIA_TO_CHAT, "input_file": _marked(_file_by_url_to_chat)}
FILES_BY_URL = ("openrouter",)  # servers whose `file_data` may be an address, as they document


def media_to_chat(options: Options) -> Mapping[str, PartReader]:
    """Return the readers of what a user, or a tool, gives the model of a server."""
    return FILES_TO_CHAT if options.server in FILES_BY_URL else MEDIA_TO_CHAT


# --- Chat -> Responses ---------------------------------------------------------------------------


def _text_to_input(part: dict[str, Json], pointer: str) -> dict[str, Json]:
    return {"type": "input_text", "text": text_of(part, pointer)}


def output_text(text: str) -> dict[str, Json]:
    """Return an output text part; its type requires ``annotations``."""
    return {"type": "output_text", "text": text, "annotations": []}


def _image_to_input(part: dict[str, Json], pointer: str) -> dict[str, Json] | None:
    image = part.get("image_url")
    if isinstance(image, str):  # some providers take the bare url
        image = {"url": image}
    if not isinstance(image, dict):
        return None
    found = _members(image, ("url", "detail"), f"{pointer}/image_url")
    if "url" not in found:
        return None
    detail = found.get("detail", DETAIL)
    return {"type": "input_image", "image_url": found["url"], "detail": detail}


def _file_to_input(part: dict[str, Json], pointer: str) -> dict[str, Json] | None:
    file = part.get("file")
    if not isinstance(file, dict):
        return None
    found = _members(file, ("file_id", "file_data", "filename"), f"{pointer}/file")
    if "file_id" not in found and "file_data" not in found:
        return None
    return {"type": "input_file", **found}


TEXT_TO_INPUT: Mapping[str, PartReader] = {"text": _marked(_text_to_input)}
MEDIA_TO_INPUT: Mapping[str, PartReader] = {
    **TEXT_TO_INPUT,
    "image_url": _marked(_image_to_input),
    "file": _marked(_file_to_input),
    "input_audio": _audio,
}


def _file_by_url_to_input(part: dict[str, Json], pointer: str) -> dict[str, Json] | None:
    made = _file_to_input(part, pointer)
    if made is not None and is_address(made.get("file_data")) and "file_id" not in made:
        made["file_url"] = made.pop("file_data")
    return made


def is_address(data: Json) -> bool:
    """Tell whether the data of a file are an address."""
    return isinstance(data, str) and data.startswith(("http://", "https://"))


FILES_TO_INPUT = {**MEDIA_TO_INPUT, "file": _marked(_file_by_url_to_input)}


def media_to_input(options: Options) -> Mapping[str, PartReader]:
    """Return the readers of what a user, or a tool, gave the model of a server."""
    return FILES_TO_INPUT if options.server in FILES_BY_URL else MEDIA_TO_INPUT


# --- both ways -----------------------------------------------------------------------------------


def parts(content: Json, readers: Mapping[str, PartReader], pointer: str) -> list[dict[str, Json]]:
    """Translate a list of parts, leaving out those that ``readers`` can't say.

    Raises ConversionError where ``content`` is no list of objects.
    """
    if not isinstance(content, list):
        raise ConversionError("content must be a string or a list of content parts", pointer)
    made = []
    for index, part in enumerate(content):
        if not isinstance(part, dict):
            raise ConversionError("a content part must be an object", f"{pointer}/{index}")
        kind = part.get("type")
        reader = readers.get(kind) if isinstance(kind, str) else None
        translated = reader(part, f"{pointer}/{index}") if reader else None
        if translated is not None:
            made.append(translated)
    return made


def said(part: Json, readers: Mapping[str, PartReader]) -> dict[str, Json] | None:
    """Return what ``readers`` make of a part, None where they can't say or read it."""
    kind = part.get("type") if isinstance(part, dict) else None
    reader = readers.get(kind) if isinstance(kind, str) else None
    try:
        return reader(part, "") if reader else None
    except ConversionError:
        return None


def content(
    value: Json, readers: Mapping[str, PartReader], pointer: str
) -> str | list[dict[str, Json]]:
    """Translate the content of a message that is not the model's.

    Absent, null and empty content is the empty string, and one text part alone its text: neither
    side takes null or an empty list here, and both read a string and one text part alike.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    made = parts(value, readers, pointer)
    if not made:
        return ""
    if len(made) == 1 and "text" in made[0] and BREAKPOINT not in made[0]:
        text: str = made[0]["text"]
        return text
    return made


def output(
    value: Json, readers: Mapping[str, PartReader], pointer: str
) -> str | list[dict[str, Json]]:
    """Translate what a tool gave back: a string stays one, text parts go one to one."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return parts(value, readers, pointer) or ""


def assistant_from_responses(
    value: Json, pointer: str
) -> tuple[str | list[dict[str, Json]] | None, str | None]:
    """Return Chat's ``content`` and ``refusal`` for the content of an output message.

    Chat has room for one refusal beside the text; a second one is left out.
    """
    if isinstance(value, str):
        return value, None
    if value is None:
        return "", None
    texts = parts(value, SAID_TO_CHAT, pointer)
    refusal = None
    for index, part in enumerate(value):
        if part.get("type") == "refusal":
            refusal = _refusal(part, f"{pointer}/{index}")
            if refusal is not None:
                break
    if len(texts) > 1:
        return texts, refusal
    text = texts[0]["text"] if texts else ""
    return (text if text or refusal is None else None), refusal


def assistant_to_responses(message: dict[str, Json]) -> list[dict[str, Json]]:
    """Return the output parts of an assistant message: its texts, then its refusal.

    Empty where it says nothing; ``content`` may be absent, null, ``""``, or a list of nothing.
    """
    value = message.get("content")
    made: list[dict[str, Json]] = []
    refusals: list[Json] = []
    if isinstance(value, str):
        if value:
            made.append(output_text(value))
    elif value is not None:
        made = [output_text(part["text"]) for part in parts(value, TEXT, "/content")]
        if len(made) == 1 and not made[0]["text"]:
            made = []
        refusals = [part for part in value if part.get("type") == "refusal"]
    owners = refusals if message.get("refusal") is None else [message, *refusals]
    refusal = next(filter(None, (_refusal(owner, "") for owner in owners)), None)
    if refusal is not None:
        made.append({"type": "refusal", "refusal": refusal})
    return made


def _refusal(owner: dict[str, Json], pointer: str) -> str | None:
    """Return the refusal of a part or a message; an empty one, as in dumps, says nothing."""
    refusal = owner.get("refusal")
    if not isinstance(refusal, str):
        raise ConversionError("refusal must be a string", f"{pointer}/refusal")
    return refusal or None
