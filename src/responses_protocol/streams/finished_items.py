"""What a finished item, or the last event, says, and what was streamed where it leaves that out.

What is finished counts: it may correct a text, and say more. But what was streamed and is not there
stands: a call, a text, a part that is listed with another type, a citation. ``notes`` gets
``superseded`` where one takes the place of the other.
"""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol.streams.call_fold import body_text
from responses_protocol.streams.logprobs import settled
from responses_protocol.values import Json

Object = dict[str, Json]
TEXTS = {
    "output_text": "text",
    "refusal": "refusal",
    "reasoning_text": "text",
    "summary_text": "text",
}
INPUTS = ("arguments", "input", "code")
INNER = {"diff": "operation"}  # texts in an object of the item, and its name
SUPERSEDED = "superseded"


def filled(item: Object, streamed: Object, notes: set[str]) -> Object:
    """Return a finished item, with what was streamed where it has nothing to say of it."""
    if item == streamed:
        return item
    made = {**streamed, **item}
    if item.get("status") is None:
        made.pop("status", None)
        made.update({"status": None} if "status" in item else {})
    _fill(made, item, streamed, INPUTS, notes)
    for name, owner in INNER.items():
        given, before = item.get(owner), streamed.get(owner)
        if isinstance(given, dict) and isinstance(before, dict):
            made[owner] = dict(given)
            _fill(made[owner], given, before, (name,), notes)
    for name in ("content", "summary"):
        if isinstance(streamed.get(name), list) and streamed[name]:
            made[name] = _parts(item.get(name), streamed[name], notes)
    for name in ("call_id", "name", "id"):  # a call is known by these
        if not item.get(name) and streamed.get(name):
            made[name] = streamed[name]
    return made


def _fill(
    made: Object, given: Object, streamed: Object, names: tuple[str, ...], notes: set[str]
) -> None:
    """Put the texts that were streamed under these names where nothing is given."""
    for name in names:
        said, before = given.get(name), streamed.get(name)
        if before and not said:
            made[name] = before
        elif isinstance(before, str) and before and said != before:
            _note(said, before, notes)


def _note(given: Json, before: str, notes: set[str]) -> None:
    if not (isinstance(given, str) and given.startswith(before)):
        notes.add(SUPERSEDED)


# --- parts ---


def filled_part(part: Object, streamed: Object, notes: set[str]) -> Object:
    """Return a finished part, with what was streamed where it has nothing to say of it."""
    if part == streamed or not isinstance(part, dict) or not isinstance(streamed, dict):
        return part
    made = {**streamed, **part}
    name = TEXTS.get(_type(part), "")
    if name and streamed.get(name):
        if part.get(name):
            _note(part[name], str(streamed[name]), notes)
        else:
            made[name] = streamed[name]
    if streamed.get("annotations"):
        made["annotations"] = _citations(part.get("annotations"), streamed["annotations"], notes)
    if streamed.get("logprobs"):
        logprobs = part.get("logprobs")
        listed = logprobs if isinstance(logprobs, list) and logprobs else streamed["logprobs"]
        made["logprobs"] = settled(streamed["logprobs"], listed)
    return made


def _citations(cited: Json, streamed: Json, notes: set[str]) -> Json:
    """Return all citations; as many as were streamed correct these."""
    if not isinstance(cited, list) or not isinstance(streamed, list) or cited == streamed:
        return cited or streamed
    missing = [one for one in streamed if one not in cited]
    if len(cited) >= len(streamed):
        notes.update([SUPERSEDED] if missing else [])
        return cited
    return [*cited, *missing]


def _parts(listed: Json, streamed: list[Json], notes: set[str]) -> Json:
    """Return the parts of a finished item, and those that were streamed and are not there.

    A text may be listed in other parts than it was streamed in.
    """
    if not isinstance(listed, list) or not listed:
        return listed or streamed
    if [_type(one) for one in listed] == [_type(one) for one in streamed]:
        return [filled_part(*pair, notes) for pair in zip(listed, streamed, strict=True)]
    whole = {kind for kind in TEXTS if _texts(listed, kind).startswith(_texts(streamed, kind))}
    partners = _partners(listed, streamed, (_part_text, _text, _text_type))
    made, missing = list(listed), []
    for at, part in enumerate(streamed):
        partner = partners[at]
        if partner is None:
            if _type(part) not in whole and _says(part):
                missing.append(at)
            elif isinstance(part, dict) and part.get("annotations"):
                notes.add(SUPERSEDED)  # they are counted in another part
        elif _type(listed[partner]) == _type(part):
            made[partner] = filled_part(listed[partner], part, notes)
        else:
            made[partner] = part
            notes.add(SUPERSEDED)
    return _inserted(made, streamed, partners, missing)


def _type(part: Json) -> str:
    kind = part.get("type") if isinstance(part, dict) else None
    return kind if isinstance(kind, str) else ""


def _texts(parts: list[Json], kind: str) -> str:
    return "".join(_text(part) or "" for part in parts if _type(part) == kind)


def _text(part: Json) -> str | None:
    """Return the text of a part, of any type."""
    names = (TEXTS.get(_type(part), "text"),)
    found = [part.get(name) for name in names] if isinstance(part, dict) else []
    return next((one for one in found if isinstance(one, str) and one), None)


def _part_text(part: Json) -> Key | None:
    text = _text(part)
    return None if text is None else (_type(part), text)


def _text_type(part: Json) -> str | None:
    return _type(part) if _type(part) in TEXTS else None


def _says(part: Json) -> bool:
    return isinstance(part, dict) and any(value for name, value in part.items() if name != "type")


# --- items ---


def whole_output(listed: list[Json], streamed: list[Object], notes: set[str]) -> list[Json]:
    """Return the items of the last event, and those that were streamed and are not there.

    They are known by their ids. But servers make these anew at the end: there an item is the one
    of its type that says the same, or more.
    """
    listed = [with_text(one) if isinstance(one, dict) else one for one in listed]
    partners = _partners(listed, streamed, (_id, _call_id, _content))
    taken = {at for at in partners if at is not None}
    left: dict[str, list[int]] = {}
    for at, one in enumerate(listed):
        if at not in taken and isinstance(one, dict):
            left.setdefault(_kind(one), []).append(at)
    made, missing = list(listed), []
    queues = {kind: iter(places) for kind, places in left.items()}
    for at, item in enumerate(streamed):
        if partners[at] is None and _kind(item) not in CALLS:
            place = next(queues.get(_kind(item), iter(())), None)
            if place is not None and _may_be_same(listed[place], item):
                partners[at] = place
        partner = partners[at]
        if partner is None:
            missing.append(at)
        elif _kind(listed[partner]) != _kind(item):
            made[partner] = item
            notes.add(SUPERSEDED)
        else:
            made[partner] = filled(listed[partner], item, notes)
            own = item.get("call_id") if _kind(item) in CALLS else None
            if own and made[partner].get("call_id") != own:  # the client knows the call by this
                made[partner] = {**made[partner], "call_id": own}
                notes.add(SUPERSEDED)
    return _inserted(made, streamed, partners, missing)


CALLS = {"custom_tool_call": "input", "function_call": "arguments"}


def with_text(item: Object) -> Object:
    """Return a call with its arguments as a text; some servers give them as the value."""
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
    own = item.get("id") if isinstance(item, dict) else None
    return (_kind(item), own) if isinstance(own, str) else None


def _call_id(item: Json) -> Key | None:
    own = item.get("call_id") if isinstance(item, dict) else None
    if not isinstance(own, str):
        return None
    return ("call" if _kind(item) in CALLS else _kind(item), own)


def _content(item: Json) -> Key | None:
    """Return what an item says."""
    if not isinstance(item, dict):
        return None
    called = tuple(str(item[name]) for name in ("name", *INPUTS) if item.get(name))
    said = called or _said(item)
    return (_kind(item), said) if said else None


def _said(item: Object) -> str:
    return "".join(
        _text(part) or ""
        for name in ("summary", "content")
        for part in (item[name] if isinstance(item.get(name), list) else ())
    )


def _may_be_same(item: Object, streamed: Object) -> bool:
    """Tell whether an item may be one that was streamed with another id, or without."""
    if not isinstance(item.get("id"), str) or not isinstance(streamed.get("id"), str):
        return True
    said, before = _said(item), _said(streamed)
    return not said or not before or said.startswith(before)


# --- both ---

Key = tuple[str, Json]
Naming = Callable[[Json], "Key | str | None"]


def _partners(
    listed: list[Json], streamed: list[Json], namings: tuple[Naming, ...]
) -> list[int | None]:
    """Return where the values that were streamed are listed, by the first name they have alike."""
    found: list[int | None] = [None] * len(streamed)
    taken: set[int] = set()
    for naming in namings:
        places: dict[Json, list[int]] = {}
        for at in reversed(range(len(listed))):
            name = None if at in taken else naming(listed[at])
            if name is not None:
                places.setdefault(name, []).append(at)
        for number, value in enumerate(streamed):
            name = naming(value) if found[number] is None else None
            if name is not None and places.get(name):
                place = places[name].pop()
                found[number] = place
                taken.add(place)
    return found


def _inserted(
    made: list[Json], streamed: list[Json], partners: list[int | None], missing: list[int]
) -> list[Json]:
    """Return a list with the values of ``streamed`` that are missing in it, each in its place."""
    if not missing:
        return made
    behind: dict[int, list[Json]] = {}
    lacking, last = set(missing), -1
    for at, value in enumerate(streamed):
        partner = partners[at]
        if at in lacking:
            behind.setdefault(last, []).append(value)
        elif partner is not None:
            last = partner
    output = list(behind.get(-1, ()))
    for at, value in enumerate(made):
        output += (value, *behind.get(at, ()))
    return output
