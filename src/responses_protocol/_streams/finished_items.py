"""Merge finished items, and the output of the last event, with the streamed content that they lack.

The finished content counts: it may correct a text, and add to it. But streamed content that it
lacks stands: a call, a text, a part that is listed with another type, a citation. ``notes`` gets
``superseded`` where one replaces the other.
"""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol._streams.call_fold import body_text
from responses_protocol._streams.logprobs import merge_streamed_numbers
from responses_protocol._values import Json, Object, read_type

TEXTS = {
    "output_text": "text",
    "refusal": "refusal",
    "reasoning_text": "text",
    "summary_text": "text",
}
INPUTS = ("arguments", "input", "code")
TEXT_INPUTS = (*INPUTS, "diff")
LISTS = ("content", "summary")
INNER = {"diff": "operation"}  # texts in an object of the item, and the member with the object
SUPERSEDED = "superseded"


def fill_item(item: Object, streamed: Object, notes: set[str]) -> Object:
    """Return a finished item with the streamed members that it lacks."""
    if item == streamed:
        return item
    result = {**streamed, **item}
    if item.get("status") is None:
        result.pop("status", None)
        result.update({"status": None} if "status" in item else {})
    _fill_texts(result, item, streamed, INPUTS, notes)
    for name, owner in INNER.items():
        final, streamed_object = item.get(owner), streamed.get(owner)
        if isinstance(final, dict) and isinstance(streamed_object, dict):
            result[owner] = dict(final)
            _fill_texts(result[owner], final, streamed_object, (name,), notes)
    for name in LISTS:
        if isinstance(streamed.get(name), list) and streamed[name]:
            result[name] = _merge_parts(parts_of(item.get(name)), streamed[name], notes)
    for name in ("call_id", "name", "id"):  # these identify a call
        if not item.get(name) and streamed.get(name):
            result[name] = streamed[name]
    return result


def parts_of(value: Json) -> list[Json]:
    """Return the parts of a message or of reasoning; some servers write a message as a text."""
    if isinstance(value, str):
        return [{"type": "output_text", "text": value, "annotations": []}] if value else []
    return value if isinstance(value, list) else []


def has_other_text(item: Object, final: Object) -> bool:
    """Return whether an item that comes after the finished one has text that this one lacks."""
    inputs = (_inner_text(item, name) not in ("", _inner_text(final, name)) for name in TEXT_INPUTS)
    return any(inputs) or any(
        not _texts(parts_of(final.get(name)), kind).startswith(
            _texts(parts_of(item.get(name)), kind)
        )
        for name in LISTS
        for kind in TEXTS
    )


def lacks_text(final: Object, member: str, index: int | None, kind: str, text: str) -> bool:
    """Return whether a finished item lacks a text that comes after it, in a part or a member."""
    if member not in LISTS:
        return text not in ("", _inner_text(final, member))
    parts = parts_of(final.get(member))
    position = index or 0
    if position < len(parts) and (_text(parts[position]) or "") == text:
        return False
    return text not in _texts(parts, kind)


def _inner_text(item: Object, name: str) -> str:
    owner = item.get(INNER[name]) if name in INNER else item
    text = owner.get(name) if isinstance(owner, dict) else None
    return text if isinstance(text, str) else ""


def _fill_texts(
    result: Object, final: Object, streamed: Object, names: tuple[str, ...], notes: set[str]
) -> None:
    """Put streamed texts under the names that the finished object lacks."""
    for name in names:
        text, streamed_text = final.get(name), streamed.get(name)
        if streamed_text and not text:
            result[name] = streamed_text
        elif isinstance(streamed_text, str) and streamed_text and text != streamed_text:
            _note_replaced(text, streamed_text, notes)


def _note_replaced(text: Json, streamed_text: str, notes: set[str]) -> None:
    if not (isinstance(text, str) and text.startswith(streamed_text)):
        notes.add(SUPERSEDED)


# --- parts ---


def fill_part(part: Object, streamed: Object, notes: set[str]) -> Object:
    """Return a finished part with the streamed members that it lacks."""
    if part == streamed or not isinstance(part, dict) or not isinstance(streamed, dict):
        return part
    result = {**streamed, **part}
    name = TEXTS.get(read_type(part), "")
    if name and streamed.get(name):
        if part.get(name):
            _note_replaced(part[name], str(streamed[name]), notes)
        else:
            result[name] = streamed[name]
    if streamed.get("annotations"):
        result["annotations"] = _merge_citations(
            part.get("annotations"), streamed["annotations"], notes
        )
    if streamed.get("logprobs"):
        logprobs = part.get("logprobs")
        finished = logprobs if isinstance(logprobs, list) and logprobs else streamed["logprobs"]
        result["logprobs"] = merge_streamed_numbers(streamed["logprobs"], finished)
    return result


def _merge_citations(final: Json, streamed: Json, notes: set[str]) -> Json:
    """Return all citations, the streamed ones first; a list of at least as many corrects them."""
    if not isinstance(final, list) or not isinstance(streamed, list):
        return final or streamed
    if len(final) >= len(streamed):
        if any(citation not in final for citation in streamed):
            notes.add(SUPERSEDED)
        return final
    return [*streamed, *(citation for citation in final if citation not in streamed)]


def _merge_parts(parts: list[Json], streamed: list[Json], notes: set[str]) -> Json:
    """Return the parts of a finished item, and the streamed parts that it lacks.

    The item may list a text in other parts than those in which it was streamed.
    """
    if not parts:
        return streamed
    if list(map(read_type, parts)) == list(map(read_type, streamed)):
        return [fill_part(*pair, notes) for pair in zip(parts, streamed, strict=True)]
    complete = {kind for kind in TEXTS if _texts(parts, kind).startswith(_texts(streamed, kind))}
    partners = _partners(parts, streamed, (_kind_and_text, _text, _kind_of_text))
    result, missing = list(parts), []
    for index, part in enumerate(streamed):
        partner = partners[index]
        if partner is None:
            if read_type(part) not in complete and _has_content(part):
                missing.append(index)
            elif isinstance(part, dict) and part.get("annotations"):
                notes.add(SUPERSEDED)  # their indexes are those of another part
        elif read_type(parts[partner]) == read_type(part):
            result[partner] = fill_part(parts[partner], part, notes)
        else:
            result[partner] = part
            notes.add(SUPERSEDED)
    return _insert_missing(result, streamed, partners, missing)


def _texts(parts: list[Json], kind: str) -> str:
    return "".join(_text(part) or "" for part in parts if read_type(part) == kind)


def _text(part: Json) -> str | None:
    """Return the text of a part of any type, or None."""
    text = part.get(TEXTS.get(read_type(part), "text")) if isinstance(part, dict) else None
    return text if isinstance(text, str) and text else None


def _kind_and_text(part: Json) -> Key | None:
    text = _text(part)
    return None if text is None else (read_type(part), text)


def _kind_of_text(part: Json) -> str | None:
    return read_type(part) if read_type(part) in TEXTS else None


def _has_content(part: Json) -> bool:
    return isinstance(part, dict) and any(value for name, value in part.items() if name != "type")


# --- items ---


def merge_output(output: list[Json], streamed: list[Object], notes: set[str]) -> list[Json]:
    """Return the items of the last event, and the streamed items that it lacks.

    Ids identify items. Some servers make new ids at the end: there, an item corresponds to the
    streamed item of its type with the same content, or the beginning of it.
    """
    output = [with_text(item) if isinstance(item, dict) else item for item in output]
    partners = find_partners(output, streamed)
    matched = {index for index in partners if index is not None}
    unmatched: dict[str, list[int]] = {}
    for index, final in enumerate(output):
        if index not in matched and isinstance(final, dict):
            unmatched.setdefault(_kind(final), []).append(index)
    result, missing = list(output), []
    queues = {kind: iter(positions) for kind, positions in unmatched.items()}
    for index, item in enumerate(streamed):
        if partners[index] is None and _kind(item) not in CALLS:
            position = next(queues.get(_kind(item), iter(())), None)
            if position is not None and _may_be_same(output[position], item):
                partners[index] = position
        partner = partners[index]
        if partner is None:
            missing.append(index)
        elif _kind(output[partner]) != _kind(item):
            result[partner] = item
            notes.add(SUPERSEDED)
        else:
            result[partner] = fill_item(output[partner], item, notes)
            call_id = item.get("call_id") if _kind(item) in CALLS else None
            if call_id and result[partner].get("call_id") != call_id:  # the client got this id
                result[partner] = {**result[partner], "call_id": call_id}
                notes.add(SUPERSEDED)
    return _insert_missing(result, streamed, partners, missing)


def find_partners(output: list[Json], streamed: list[Object]) -> list[int | None]:
    """Return for each streamed item the index of the item of the last event that it is."""
    return _partners(output, streamed, (_id, _call_id, _content))


CALLS = {"custom_tool_call": "input", "function_call": "arguments"}


def with_text(item: Object) -> Object:
    """Return a call with its arguments as a text; some servers send them as a value."""
    name = CALLS.get(_kind(item))
    if name is None or not isinstance(item.get(name), (dict, list)):
        return item
    return {**item, name: body_text(item, "custom" if name == "input" else None)}


def _kind(item: Object) -> str:
    kind = item.get("type")
    if kind is None and "role" in item:
        return "message"
    return kind if isinstance(kind, str) else ""


def _id(item: Json) -> Key | None:
    item_id = item.get("id") if isinstance(item, dict) else None
    return (_kind(item), item_id) if isinstance(item_id, str) else None


def _call_id(item: Json) -> Key | None:
    call_id = item.get("call_id") if isinstance(item, dict) else None
    if not isinstance(call_id, str):
        return None
    return ("call" if _kind(item) in CALLS else _kind(item), call_id)


def _content(item: Json) -> Key | None:
    """Return the type of an item and its content, or None if it has none."""
    if not isinstance(item, dict):
        return None
    arguments = tuple(str(item[name]) for name in ("name", *INPUTS) if item.get(name))
    content = arguments or _joined_text(item)
    return (_kind(item), content) if content else None


def _joined_text(item: Object) -> str:
    return "".join(
        _text(part) or ""
        for name in ("summary", "content")
        for part in (item[name] if isinstance(item.get(name), list) else ())
    )


def _may_be_same(item: Object, streamed: Object) -> bool:
    """Return whether an item without the id of the streamed one may be the same."""
    if not isinstance(item.get("id"), str) or not isinstance(streamed.get("id"), str):
        return True
    text, streamed_text = _joined_text(item), _joined_text(streamed)
    return not text or not streamed_text or text.startswith(streamed_text)


# --- both ---

Key = tuple[str, Json]
KeyOf = Callable[[Json], "Key | str | None"]


def _partners(final: list[Json], streamed: list[Json], keys: tuple[KeyOf, ...]) -> list[int | None]:
    """Return for each streamed value its index in ``final``, found by the first common key."""
    partners: list[int | None] = [None] * len(streamed)
    matched: set[int] = set()
    for key_of in keys:
        positions: dict[Json, list[int]] = {}
        for index in reversed(range(len(final))):
            key = None if index in matched else key_of(final[index])
            if key is not None:
                positions.setdefault(key, []).append(index)
        for number, value in enumerate(streamed):
            key = key_of(value) if partners[number] is None else None
            if key is not None and positions.get(key):
                position = positions[key].pop()
                partners[number] = position
                matched.add(position)
    return partners


def _insert_missing(
    values: list[Json], streamed: list[Json], partners: list[int | None], missing: list[int]
) -> list[Json]:
    """Insert the values of ``streamed`` that the list lacks, each behind its predecessor."""
    if not missing:
        return values
    following: dict[int, list[Json]] = {}
    missing_indexes, last = set(missing), -1
    for index, value in enumerate(streamed):
        partner = partners[index]
        if index in missing_indexes:
            following.setdefault(last, []).append(value)
        elif partner is not None:
            last = partner
    output = list(following.get(-1, ()))
    for index, value in enumerate(values):
        output += (value, *following.get(index, ()))
    return output
