"""Content parts: text, images, files, audio and refusals.

A part without a form in the other dialect is left out of the value; the complement keeps it, and a
loss names it. A single text part becomes a plain string, since small servers reject lists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from responses_protocol._formats.options import Options
from responses_protocol._values import Json, copy_json
from responses_protocol.errors import ConversionError

BREAKPOINT = "prompt_cache_breakpoint"  # of the parts that a caller writes, in both APIs
BREAKPOINT_MEMBERS = ("mode", "ttl")
# the detail of an image that has none: Responses' types require the member, Chat's do not
DETAIL = "auto"
PartReader = Callable[[dict[str, Json], str], "dict[str, Json] | None"]


def read_text(part: dict[str, Json], pointer: str) -> str:
    """Return the ``text`` of a text part."""
    text = part.get("text")
    if not isinstance(text, str):
        raise ConversionError("text must be a string", f"{pointer}/text")
    return text


def _with_breakpoint(read: PartReader) -> PartReader:
    """Return a reader that also copies the breakpoint of the prompt cache."""

    def read_with_breakpoint(part: dict[str, Json], pointer: str) -> dict[str, Json] | None:
        translated = read(part, pointer)
        mark = part.get(BREAKPOINT)
        # neither API accepts one without its mode
        if translated is not None and isinstance(mark, dict) and mark.get("mode") is not None:
            members = {name: copy_json(mark.get(name)) for name in BREAKPOINT_MEMBERS}
            translated[BREAKPOINT] = {
                name: value for name, value in members.items() if value is not None
            }
        return translated

    return read_with_breakpoint


def _read_strings(part: dict[str, Json], names: tuple[str, ...], pointer: str) -> dict[str, str]:
    """Return the members of these names that are not null; raise where one is not a string."""
    members = {}
    for name in names:
        value = part.get(name)
        if value is not None:
            if not isinstance(value, str):
                raise ConversionError(f"{name} must be a string", f"{pointer}/{name}")
            members[name] = value
    return members


# --- Responses -> Chat ---------------------------------------------------------------------------


def _text_to_chat(part: dict[str, Json], pointer: str) -> dict[str, Json]:
    return {"type": "text", "text": read_text(part, pointer)}


def _image_to_chat(part: dict[str, Json], pointer: str) -> dict[str, Json] | None:
    members = _read_strings(part, ("image_url", "detail"), pointer)
    if "image_url" not in members:  # Chat has no form for a file id, and needs an address
        return None
    image = {"url": members["image_url"]}
    if members.get("detail", DETAIL) != DETAIL:
        image["detail"] = members["detail"]
    return {"type": "image_url", "image_url": image}


def _file_to_chat(part: dict[str, Json], pointer: str) -> dict[str, Json] | None:
    file = _read_strings(part, ("file_id", "file_data", "filename"), pointer)
    if "file_id" not in file and "file_data" not in file:  # Chat accepts no url
        return None
    return {"type": "file", "file": file}


def _audio(part: dict[str, Json], pointer: str) -> dict[str, Json] | None:
    audio = part.get("input_audio")
    if not isinstance(audio, dict):
        return None
    members = _read_strings(audio, ("data", "format"), f"{pointer}/input_audio")
    return {"type": "input_audio", "input_audio": members} if len(members) == 2 else None


def _file_by_url_to_chat(part: dict[str, Json], pointer: str) -> dict[str, Json] | None:
    translated = _file_to_chat(part, pointer)
    members = _read_strings(part, ("file_url", "filename"), pointer)
    if translated is not None or "file_url" not in members:
        return translated
    file = {"file_data": members.pop("file_url"), **members}
    return {"type": "file", "file": file}


TEXT: Mapping[str, PartReader] = {"text": _text_to_chat}
OUTPUT_TO_CHAT: Mapping[str, PartReader] = {  # parts of the model, which have no breakpoints
    **TEXT,
    "input_text": _text_to_chat,
    "output_text": _text_to_chat,
}
TEXT_TO_CHAT: Mapping[str, PartReader] = {
    kind: _with_breakpoint(reader) for kind, reader in OUTPUT_TO_CHAT.items()
}
MEDIA_TO_CHAT: Mapping[str, PartReader] = {
    **TEXT_TO_CHAT,
    "input_image": _with_breakpoint(_image_to_chat),
    "input_file": _with_breakpoint(_file_to_chat),
    "input_audio": _audio,
}


FILES_TO_CHAT = {**MEDIA_TO_CHAT, "input_file": _with_breakpoint(_file_by_url_to_chat)}
FILES_BY_URL = ("openrouter",)  # servers whose documentation allows an address in `file_data`


def choose_chat_readers(options: Options) -> Mapping[str, PartReader]:
    """Return the readers of the parts of a user or a tool, by the server."""
    return FILES_TO_CHAT if options.server in FILES_BY_URL else MEDIA_TO_CHAT


# --- Chat -> Responses ---------------------------------------------------------------------------


def _text_to_input(part: dict[str, Json], pointer: str) -> dict[str, Json]:
    return {"type": "input_text", "text": read_text(part, pointer)}


def make_output_text(text: str) -> dict[str, Json]:
    """Return an output text part; its type requires ``annotations``."""
    return {"type": "output_text", "text": text, "annotations": []}


def _image_to_input(part: dict[str, Json], pointer: str) -> dict[str, Json] | None:
    image = part.get("image_url")
    if isinstance(image, str):  # some providers take the bare url
        image = {"url": image}
    if not isinstance(image, dict):
        return None
    members = _read_strings(image, ("url", "detail"), f"{pointer}/image_url")
    if "url" not in members:
        return None
    detail = members.get("detail", DETAIL)
    return {"type": "input_image", "image_url": members["url"], "detail": detail}


def _file_to_input(part: dict[str, Json], pointer: str) -> dict[str, Json] | None:
    file = part.get("file")
    if not isinstance(file, dict):
        return None
    members = _read_strings(file, ("file_id", "file_data", "filename"), f"{pointer}/file")
    if "file_id" not in members and "file_data" not in members:
        return None
    return {"type": "input_file", **members}


TEXT_TO_INPUT: Mapping[str, PartReader] = {"text": _with_breakpoint(_text_to_input)}
MEDIA_TO_INPUT: Mapping[str, PartReader] = {
    **TEXT_TO_INPUT,
    "image_url": _with_breakpoint(_image_to_input),
    "file": _with_breakpoint(_file_to_input),
    "input_audio": _audio,
}


def _file_by_url_to_input(part: dict[str, Json], pointer: str) -> dict[str, Json] | None:
    translated = _file_to_input(part, pointer)
    if (
        translated is not None
        and is_address(translated.get("file_data"))
        and "file_id" not in translated
    ):
        translated["file_url"] = translated.pop("file_data")
    return translated


def is_address(data: Json) -> bool:
    """Return whether the data of a file are an address."""
    return isinstance(data, str) and data.startswith(("http://", "https://"))


FILES_TO_INPUT = {**MEDIA_TO_INPUT, "file": _with_breakpoint(_file_by_url_to_input)}


def choose_input_readers(options: Options) -> Mapping[str, PartReader]:
    """Return the readers of the parts of a user or a tool, by the server."""
    return FILES_TO_INPUT if options.server in FILES_BY_URL else MEDIA_TO_INPUT


# --- both directions -----------------------------------------------------------------------------


def translate_parts(
    content: Json, readers: Mapping[str, PartReader], pointer: str
) -> list[dict[str, Json]]:
    """Translate a list of parts, leaving out those that ``readers`` have no form for.

    Raises ConversionError where ``content`` is no list of objects.
    """
    if not isinstance(content, list):
        raise ConversionError("content must be a string or a list of content parts", pointer)
    translated = []
    for index, part in enumerate(content):
        if not isinstance(part, dict):
            raise ConversionError("a content part must be an object", f"{pointer}/{index}")
        kind = part.get("type")
        reader = readers.get(kind) if isinstance(kind, str) else None
        result = reader(part, f"{pointer}/{index}") if reader else None
        if result is not None:
            translated.append(result)
    return translated


def translate_part(part: Json, readers: Mapping[str, PartReader]) -> dict[str, Json] | None:
    """Return the translation of a part, None if it has none or can't be read."""
    kind = part.get("type") if isinstance(part, dict) else None
    reader = readers.get(kind) if isinstance(kind, str) else None
    try:
        return reader(part, "") if reader else None
    except ConversionError:
        return None


def translate_content(
    value: Json, readers: Mapping[str, PartReader], pointer: str
) -> str | list[dict[str, Json]]:
    """Translate the content of a message of a user, system or developer.

    Absent, null and empty content becomes the empty string, since neither API accepts null or an
    empty list here. A single text part becomes its text, which both APIs read alike.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    translated = translate_parts(value, readers, pointer)
    if not translated:
        return ""
    if len(translated) == 1 and "text" in translated[0] and BREAKPOINT not in translated[0]:
        text: str = translated[0]["text"]
        return text
    return translated


def translate_output(
    value: Json, readers: Mapping[str, PartReader], pointer: str
) -> str | list[dict[str, Json]]:
    """Translate the output of a tool: a string stays a string, and text parts stay parts."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return translate_parts(value, readers, pointer) or ""


def assistant_from_responses(
    value: Json, pointer: str
) -> tuple[str | list[dict[str, Json]] | None, str | None]:
    """Return Chat's ``content`` and ``refusal`` for the content of an output message.

    Chat has one refusal beside the text; further ones are left out.
    """
    if isinstance(value, str):
        return value, None
    if value is None:
        return "", None
    texts = translate_parts(value, OUTPUT_TO_CHAT, pointer)
    refusal = None
    for index, part in enumerate(value):
        if part.get("type") == "refusal":
            refusal = _read_refusal(part, f"{pointer}/{index}")
            if refusal is not None:
                break
    if len(texts) > 1:
        return texts, refusal
    text = texts[0]["text"] if texts else ""
    return (text if text or refusal is None else None), refusal


def assistant_to_responses(message: dict[str, Json]) -> list[dict[str, Json]]:
    """Return the output parts of an assistant message: its texts, then its refusal.

    The list is empty where the message is: ``content`` may be absent, null, ``""`` or ``[]``.
    """
    value = message.get("content")
    translated: list[dict[str, Json]] = []
    refusals: list[Json] = []
    if isinstance(value, str):
        if value:
            translated.append(make_output_text(value))
    elif value is not None:
        translated = [
            make_output_text(part["text"]) for part in translate_parts(value, TEXT, "/content")
        ]
        if len(translated) == 1 and not translated[0]["text"]:
            translated = []
        refusals = [part for part in value if part.get("type") == "refusal"]
    owners = refusals if message.get("refusal") is None else [message, *refusals]
    refusal = next(filter(None, (_read_refusal(owner, "") for owner in owners)), None)
    if refusal is not None:
        translated.append({"type": "refusal", "refusal": refusal})
    return translated


def _read_refusal(owner: dict[str, Json], pointer: str) -> str | None:
    """Return the refusal of a part or a message, None for an empty one, as dumps have it."""
    refusal = owner.get("refusal")
    if not isinstance(refusal, str):
        raise ConversionError("refusal must be a string", f"{pointer}/refusal")
    return refusal or None
