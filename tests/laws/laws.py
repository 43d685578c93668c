"""The laws of the design, as plain functions over one payload; the tests feed them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

import responses_protocol as rp
from responses_protocol._formats.chat_completions import history as chat_history
from responses_protocol._formats.registry import BODIES, TRANSLATIONS

OTHER: dict[str, Any] = {"responses": "chat_completions", "chat_completions": "responses"}
Law = Callable[..., None]


def same(a: Any, b: Any) -> bool:
    """Compare JSON values: 1, 1.0 and true are three things."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    return bool(a == b)


def same_but_ids(a: list[Any], b: list[Any]) -> bool:
    """Compare histories; of two equal messages the second has a number in the id it was given,
    which is its own where it was edited, and made again where the first was deleted.
    """
    one, other = ([{**value, "id": None} for value in history] for history in (a, b))
    return same(one, other)


def stored(value: Any) -> Any:
    """Return what a file gives back, with its keys in another order."""
    return json.loads(json.dumps(value, sort_keys=True))


def convert(
    payload: Any, source: Any, kind: Any, options: rp.Options, to: Any = None
) -> rp.Conversion:
    return rp.convert(payload, to or OTHER[source], source=source, kind=kind, options=options)


def exact(payload: Any, source: str, kind: str, options: rp.Options, to: str | None = None) -> None:
    """Law 1: the payload comes back exactly, also when both parts were stored in between."""
    conversion = convert(payload, source, kind, options, to)
    value, complement = stored(conversion.value), stored(conversion.complement)
    assert same(rp.restore(value, complement), payload)
    assert rp.restoration(value, complement).exact


def pure(payload: Any, source: str, kind: str, options: rp.Options, to: str | None = None) -> None:
    """Law 8: neither way changes its input, and the same input gives the same output."""
    before = copy.deepcopy(payload)
    conversion = convert(payload, source, kind, options, to)
    assert same(payload, before)
    value, complement = copy.deepcopy((conversion.value, conversion.complement))
    rp.restore(conversion.value, conversion.complement)
    assert same(conversion.value, value)
    assert same(conversion.complement, complement)
    again = convert(before, source, kind, options, to)
    assert same(again.value, value)
    assert same(again.complement, complement)
    assert again.losses == conversion.losses
    assert again.notices == conversion.notices


def stable(
    payload: Any, source: str, kind: str, options: rp.Options, to: str | None = None
) -> None:
    """Law 3: without a complement, a second round trip changes nothing.

    What only the target takes changes on the way back, as the first trip reports: then the same
    holds of the second. Where reasoning is read and not written, nothing but that reasoning
    changes, and the first trip reports it.
    """
    first = convert(payload, source, kind, options, to)
    once = first.value
    codes = {loss.code for loss in first.losses}
    if codes & ONE_WAY:
        once = there_and_back(once, source, kind, options, to)
    again = there_and_back(once, source, kind, options, to)
    if options.reasoning == "auto" and source == "chat_completions":
        left = without_reasoning(once)
        assert same(again, left)
        assert codes & {"reasoning_form", "encrypted_reasoning"} or same(left, once)
    else:
        assert same(again, once)


# what one side takes and the other one does not, so that it changes when it comes back
ONE_WAY = {"least_tokens", "metadata_not_stored", "search_model"}


def there_and_back(value: Any, source: str, kind: str, options: rp.Options, to: str | None) -> Any:
    """Convert a value back and there again, without a complement."""
    back = convert(value, to or OTHER[source], kind, options, source).value
    return convert(back, source, kind, options, to).value


def without_reasoning(value: Any) -> Any:
    """Return a history, a request or an answer of Responses without its reasoning items."""
    if isinstance(value, list):
        return [one for one in value if not isinstance(one, dict) or one.get("type") != "reasoning"]
    if not isinstance(value, dict):
        return value
    lists = {
        name: without_reasoning(value[name])
        for name in ("input", "output")
        if isinstance(value.get(name), list)
    }
    return {**value, **lists}


def reported(
    payload: Any, source: str, kind: str, options: rp.Options, to: str | None = None
) -> None:
    """Law 4: there are losses exactly where the way back gives something else."""
    conversion = convert(payload, source, kind, options, to)
    back = convert(conversion.value, to or OTHER[source], kind, options, source).value
    assert same(back, payload) == (conversion.losses == ())
    for loss in (*conversion.losses, *conversion.notices):
        resolve(payload, loss.pointer)


def durable(
    payload: Any, source: str, kind: str, options: rp.Options, to: str | None = None
) -> None:
    """Law 10: what stands untouched is restored by the complement and the value alone.

    And the records are not larger than the source and 100 bytes for each of them.
    """
    conversion = convert(payload, source, kind, options, to)
    value, complement = stored(conversion.value), stored(conversion.complement)
    with no_translator():
        restored = rp.restoration(value, complement)
    assert same(restored.value, payload)
    assert restored.exact
    lists = complement.get("lists", {})
    records = [complement.get("segments", []), *(one["segments"] for one in lists.values())]
    count = sum(map(len, [*records, lists, complement.get("members", ())]))
    head = {name: one for name, one in complement.items() if name not in RECORDS}
    assert _size(complement) <= _size(payload) + _size(head) + 100 * (count + 1)


RECORDS = ("segments", "lists", "same", "members", "rest")


def _size(value: Any) -> int:
    return len(json.dumps(value, separators=(",", ":")))


def _refused(values: Any, *_: Any) -> Any:
    raise AssertionError("a translator was asked")


@contextmanager
def no_translator() -> Iterator[None]:
    """Replace all translators by one that raises."""
    with pytest.MonkeyPatch.context() as patch:
        for key, translation in list(TRANSLATIONS.items()):
            there = replace(translation, forward=_refused, backward=_refused)
            patch.setitem(TRANSLATIONS, key, there)
        patch.setattr(chat_history, "to_responses", _refused)
        patch.setattr(chat_history, "from_responses", _refused)
        for key, load in list(BODIES.items()):
            body = load()
            groups = [replace(one, forward=_refused, backward=_refused) for one in body.groups]
            patch.setitem(BODIES, key, partial(replace, body, groups=tuple(groups)))
        yield


def fresh_only(value: list[Any], complement: Any, source: str, to: str) -> Any:
    """Restore an edited history; its translator is asked for ranges that are new, and no others."""
    translation = TRANSLATIONS["history", source, to]
    asked: list[list[Any]] = []

    def read(values: list[Any], *given: Any) -> Any:
        asked.append(values)
        return translation.backward(values, *given)

    with pytest.MonkeyPatch.context() as patch:
        watched = replace(translation, forward=_refused, backward=read)
        patch.setitem(TRANSLATIONS, ("history", source, to), watched)
        restored = rp.restoration(value, complement)
    for values in asked:
        assert any(same(values, value[start:stop]) for start, stop in restored.fresh)
    return restored.value


def every(payload: Any, source: str, kind: str, options: rp.Options, to: str | None = None) -> None:
    """Hold one payload to all of these laws: to draw it takes longer than to try them."""
    for law in (exact, stable, reported, pure, durable):
        law(payload, source, kind, options, to)


def resolve(payload: Any, pointer: str) -> Any:
    """Return what a pointer points at, or fail."""
    assert pointer == "" or pointer.startswith("/")
    for part in pointer.split("/")[1:]:
        part = part.replace("~1", "/").replace("~0", "~")
        payload = payload[int(part)] if isinstance(payload, list) else payload[part]
    return payload


def edited(
    payload: list[Any],
    source: str,
    options: rp.Options,
    value: list[Any],
    origins: tuple[int | None, ...],
    to: str | None = None,
    alike: Callable[[Any, Any], bool] = same,
) -> None:
    """Law 2: untouched segments come back exactly, and the result says what the edit says.

    ``value`` is the converted history after an edit; ``origins`` tells for each of its elements
    which one of the converted history it is, None where it is new. ``alike`` tells whether two
    histories say the same.
    """
    to = to or OTHER[source]
    conversion = convert(payload, source, "history", options, to)
    segments = segments_of(conversion, payload)
    runs = [run for run, _ in segments]
    untouched = [
        source_part
        for target_run, source_part in segments
        if any(origins[at : at + len(target_run)] == target_run for at in range(len(origins)))
        and len(target_run)
        and not _ambiguous(conversion.value, value, target_run, runs)
    ]
    try:
        normal = convert(value, to, "history", options, source).value
    except rp.ConversionError:  # an edit that nobody could read
        with pytest.raises(rp.ConversionError):
            rp.restore(value, conversion.complement)
        return
    normal = convert(normal, source, "history", options, to).value
    try:
        restored = fresh_only(value, conversion.complement, source, to)
    except rp.ComplementError:
        assert not untouched
        return
    # An orphan that is restored exactly finds its call where the edit took the call's own output.
    found = any(loss.code == "orphan_output" for loss in conversion.losses)
    if not found and not renamed(conversion.value, value, normal, restored, options):
        again = convert(restored, source, "history", options, to).value
        if options.reasoning == "auto" and source == "chat_completions":
            again, normal = without_reasoning(again), without_reasoning(normal)
        assert alike(again, normal)
    for part in untouched:
        places = range(len(restored) - len(part) + 1)
        assert any(same(restored[at : at + len(part)], part) for at in places), (part, restored)


def renamed(
    before: list[Any],
    after: list[Any],
    normal: list[Any],
    restored: list[Any],
    options: rp.Options,
) -> bool:
    """Tell whether what is restored exactly has other ids than the edited value, and must have.

    So it is where messages keep their ids, and two were told apart before the edit or are after
    it; and where calls of one turn share an id after an edit, or would share it if it had not been
    renamed: the numbers that tell them apart stay where they were given, or are given anew.
    """
    return (share_an_id(after) or share_an_id(restored)) or (
        options.message_ids == "keep" and (told_apart(before) or told_apart(normal))
    )


def share_an_id(values: list[Any]) -> bool:
    """Tell whether two calls have one id, with no message of somebody else between them."""
    ids: list[Any] = []
    for value in values:
        if not isinstance(value, dict):
            continue
        if value.get("role") in ("user", "system", "developer"):
            ids = []
        kind = str(value.get("type"))
        new = [call.get("id") for call in value.get("tool_calls") or ()]
        new += [value.get("call_id")] if kind.endswith("_call") else []
        new += [value.get("id")] if kind == "mcp_approval_request" else []
        for call_id in new:
            if call_id in ids:
                return True
            ids.append(call_id)
    return False


def told_apart(values: list[Any]) -> bool:
    """Tell whether ids were equal until a number was added to one of them.

    Where messages keep their ids, an edit that takes one of the two leaves a number that is not
    made any more: what is restored exactly has the id of the source, and the edited value has not.
    """
    ids = {one.get("id") for one in values if isinstance(one, dict)}
    return any(
        isinstance(one, str) and one.rpartition("_")[2].isdigit() and one.rpartition("_")[0] in ids
        for one in ids
    )


def segments_of(
    conversion: rp.Conversion, payload: list[Any]
) -> list[tuple[tuple[int, ...], list[Any]]]:
    """Return, for each segment, the indices of its target values and the part of the source.

    The first segments of a complement restore the first part of the source.
    """
    segments = conversion.complement["segments"]
    found: list[tuple[tuple[int, ...], list[Any]]] = []
    start = begin = 0
    for number, segment in enumerate(segments, 1):
        stop = start + segment.get("count", 1)
        first = {**conversion.complement, "segments": segments[:number]}
        restored = rp.restore(conversion.value[:stop], first)
        assert same(restored, payload[: len(restored)])
        found.append((tuple(range(start, stop)), payload[begin : len(restored)]))
        start, begin = stop, len(restored)
    assert not segments or (start, begin) == (len(conversion.value), len(payload))
    return found


def _ambiguous(
    before: list[Any], after: list[Any], run: tuple[int, ...], runs: list[tuple[int, ...]]
) -> bool:
    """Tell whether nobody can say which one of ``runs`` a run of an edited value was.

    It stands more than once in a value; or another one reads in its place, or in a part of it.
    """
    if any(len(_places(one, before, run)) > 1 for one in (before, after)):
        return True
    others = [other for other in runs if other and other != run]
    return any(
        place - len(other) < at < place + len(run)
        for place in _places(after, before, run)
        for other in others
        for at in _places(after, before, other)
    )


def _places(values: list[Any], before: list[Any], run: tuple[int, ...]) -> list[int]:
    """Return where in ``values`` the values of a run of ``before`` stand."""
    wanted = before[run[0] : run[-1] + 1]
    return [index for index in range(len(values)) if values[index : index + len(run)] == wanted]


def refusals(payload: Any, dialect: str, target: Any, kind: str = "request") -> list[Any]:
    """Return why a server refuses a request, or a history, as far as ``validate`` knows."""
    findings = rp.validate(payload, f"{dialect}/{kind}", profile="request", target=target)
    return [finding for finding in findings if finding.severity == "error"]


def acceptable(payload: Any, source: str, target: str, kind: str = "request") -> None:
    """Law 9: what a server accepts converts, with its preset, to what it accepts.

    Else a loss or a notice of at least warning says why not: one that has to do with the rule.
    """
    try:
        conversion = convert(payload, source, kind, rp.PRESETS[target])
    except rp.ConversionError:
        return
    reports = (*conversion.losses, *conversion.notices)
    codes = {report.code for report in reports if report.severity != "info"}
    for finding in refusals(conversion.value, OTHER[source], target, kind):
        assert codes & REASONS.get(finding.code, set()), finding


# the losses and notices that say why a value is refused, by the rule that it breaks
REASONS: dict[str, set[str]] = {
    "RP101": {"server_state"},  # the model of a prompt template
    "RP107": {"no_messages"},
    "RP203": {"unanswered_call"},
    "RP207": {"empty_call_id"},
    "RP401": {"unanswered_call"},
    "RP402": {"lone_output"},
    "RP301": {"no_messages"},
    "RP309": {"json_word"},
    "RP505": {"json_word"},
    "RP511": {"reasoning_with_tools"},
    "RP966": {"last_role"},
    "RP973": {"audio_input"},
}
