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
    """Compare JSON values: 1, 1.0 and true are three values."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    return bool(a == b)


def are_same_but_ids(a: list[Any], b: list[Any]) -> bool:
    """Compare histories; of two equal messages the second has a number in the id it was given,
    which is its own where it was edited, and made again where the first was deleted.
    """
    first, second = ([{**value, "id": None} for value in history] for history in (a, b))
    return same(first, second)


def store_and_load(value: Any) -> Any:
    """Return a value as it is read from a file, with its keys in another order."""
    return json.loads(json.dumps(value, sort_keys=True))


def convert(
    payload: Any, source: Any, kind: Any, options: rp.Options, to: Any = None
) -> rp.Conversion:
    return rp.convert(payload, to or OTHER[source], source=source, kind=kind, options=options)


def exact(payload: Any, source: str, kind: str, options: rp.Options, to: str | None = None) -> None:
    """Law 1: the payload is restored exactly, also from stored parts."""
    conversion = convert(payload, source, kind, options, to)
    value, complement = store_and_load(conversion.value), store_and_load(conversion.complement)
    assert same(rp.restore(value, complement), payload)
    assert rp.restoration(value, complement).exact


def pure(payload: Any, source: str, kind: str, options: rp.Options, to: str | None = None) -> None:
    """Law 8: both directions keep their input, and equal inputs give equal outputs."""
    before = copy.deepcopy(payload)
    conversion = convert(payload, source, kind, options, to)
    assert same(payload, before)
    value, complement = copy.deepcopy((conversion.value, conversion.complement))
    rp.restore(conversion.value, conversion.complement)
    assert same(conversion.value, value)
    assert same(conversion.complement, complement)
    second = convert(before, source, kind, options, to)
    assert same(second.value, value)
    assert same(second.complement, complement)
    assert second.losses == conversion.losses
    assert second.notices == conversion.notices


def stable(
    payload: Any, source: str, kind: str, options: rp.Options, to: str | None = None
) -> None:
    """Law 3: without a complement, a second round trip changes nothing.

    Values that only the target accepts change in the reverse translation, as the first trip
    reports; then the law holds from the second trip on. Where reasoning is read but not written,
    only reasoning changes, and the first trip reports it.
    """
    first = convert(payload, source, kind, options, to)
    value = first.value
    codes = {loss.code for loss in first.losses}
    if codes & CODES_OF_CHANGES:
        value = convert_back_and_forth(value, source, kind, options, to)
    second_value = convert_back_and_forth(value, source, kind, options, to)
    if options.reasoning == "auto" and source == "chat_completions":
        expected = remove_reasoning(value)
        assert same(second_value, expected)
        assert codes & {"reasoning_form", "encrypted_reasoning"} or same(expected, value)
    else:
        assert same(second_value, value)


# losses of values that only one side accepts, so that the reverse translation changes them
CODES_OF_CHANGES = {"least_tokens", "metadata_not_stored", "search_model"}


def convert_back_and_forth(
    value: Any, source: str, kind: str, options: rp.Options, to: str | None
) -> Any:
    """Convert a value to the source dialect and to the target again, without a complement."""
    converted = convert(value, to or OTHER[source], kind, options, source).value
    return convert(converted, source, kind, options, to).value


def remove_reasoning(value: Any) -> Any:
    """Return a history, a request or an answer of Responses without its reasoning items."""
    if isinstance(value, list):
        return [
            element
            for element in value
            if not isinstance(element, dict) or element.get("type") != "reasoning"
        ]
    if not isinstance(value, dict):
        return value
    lists = {
        name: remove_reasoning(value[name])
        for name in ("input", "output")
        if isinstance(value.get(name), list)
    }
    return {**value, **lists}


def reported(
    payload: Any, source: str, kind: str, options: rp.Options, to: str | None = None
) -> None:
    """Law 4: there are losses exactly where the reverse translation gives another value."""
    conversion = convert(payload, source, kind, options, to)
    result = convert(conversion.value, to or OTHER[source], kind, options, source).value
    assert same(result, payload) == (conversion.losses == ())
    for loss in (*conversion.losses, *conversion.notices):
        resolve(payload, loss.pointer)


def durable(
    payload: Any, source: str, kind: str, options: rp.Options, to: str | None = None
) -> None:
    """Law 10: an untouched value is restored from it and the complement, without a translator.

    The records have at most the size of the source and 100 bytes for each of them.
    """
    conversion = convert(payload, source, kind, options, to)
    value, complement = store_and_load(conversion.value), store_and_load(conversion.complement)
    with replace_translators():
        restored = rp.restoration(value, complement)
    assert same(restored.value, payload)
    assert restored.exact
    lists = complement.get("lists", {})
    records = [complement.get("segments", []), *(record["segments"] for record in lists.values())]
    count = sum(map(len, [*records, lists, complement.get("members", ())]))
    head = {name: record for name, record in complement.items() if name not in RECORDS}
    assert measure_size(complement) <= measure_size(payload) + measure_size(head) + 100 * (
        count + 1
    )


RECORDS = ("segments", "lists", "same", "members", "rest")


def measure_size(value: Any) -> int:
    return len(json.dumps(value, separators=(",", ":")))


def refuse(values: Any, *_: Any) -> Any:
    raise AssertionError("a translator was asked")


@contextmanager
def replace_translators() -> Iterator[None]:
    """Replace all translators by one that raises."""
    with pytest.MonkeyPatch.context() as patch:
        for key, translation in list(TRANSLATIONS.items()):
            replacement = replace(translation, forward=refuse, backward=refuse)
            patch.setitem(TRANSLATIONS, key, replacement)
        patch.setattr(chat_history, "to_responses", refuse)
        patch.setattr(chat_history, "from_responses", refuse)
        for key, load in list(BODIES.items()):
            body = load()
            groups = [replace(group, forward=refuse, backward=refuse) for group in body.groups]
            patch.setitem(BODIES, key, partial(replace, body, groups=tuple(groups)))
        yield


def restore_checking_ranges(value: list[Any], complement: Any, source: str, to: str) -> Any:
    """Restore an edited history; assert that its translator reads new ranges only."""
    translation = TRANSLATIONS["history", source, to]
    ranges: list[list[Any]] = []

    def read(values: list[Any], *arguments: Any) -> Any:
        ranges.append(values)
        return translation.backward(values, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        replacement = replace(translation, forward=refuse, backward=read)
        patch.setitem(TRANSLATIONS, ("history", source, to), replacement)
        restored = rp.restoration(value, complement)
    for values in ranges:
        assert any(same(values, value[start:stop]) for start, stop in restored.fresh)
    return restored.value


def check_all(
    payload: Any, source: str, kind: str, options: rp.Options, to: str | None = None
) -> None:
    """Check all of these laws for one payload, since drawing it takes longer than the checks."""
    for law in (exact, stable, reported, pure, durable):
        law(payload, source, kind, options, to)


def resolve(payload: Any, pointer: str) -> Any:
    """Return the value at a pointer, or fail."""
    assert pointer == "" or pointer.startswith("/")
    for part in pointer.split("/")[1:]:
        part = part.replace("~1", "/").replace("~0", "~")
        payload = payload[int(part)] if isinstance(payload, list) else payload[part]
    return payload


def check_edit(
    payload: list[Any],
    source: str,
    options: rp.Options,
    value: list[Any],
    origins: tuple[int | None, ...],
    to: str | None = None,
    are_alike: Callable[[Any, Any], bool] = same,
) -> None:
    """Law 2: untouched segments come back exactly, and the result says what the edit says.

    ``value`` is the converted history after an edit; ``origins`` tells for each of its elements
    which one of the converted history it is, None where it is new. ``alike`` tells whether two
    histories say the same.
    """
    to = to or OTHER[source]
    conversion = convert(payload, source, "history", options, to)
    segments = list_segments(conversion, payload)
    runs = [run for run, _ in segments]
    untouched = [
        source_part
        for target_run, source_part in segments
        if any(
            origins[index : index + len(target_run)] == target_run for index in range(len(origins))
        )
        and len(target_run)
        and not is_ambiguous(conversion.value, value, target_run, runs)
    ]
    try:
        expected = convert(value, to, "history", options, source).value
    except rp.ConversionError:  # an unreadable edit
        with pytest.raises(rp.ConversionError):
            rp.restore(value, conversion.complement)
        return
    expected = convert(expected, source, "history", options, to).value
    try:
        restored = restore_checking_ranges(value, conversion.complement, source, to)
    except rp.ComplementError:
        assert not untouched
        return
    # An orphan that is restored exactly answers a call whose own output the edit removes.
    has_orphan = any(loss.code == "orphan_output" for loss in conversion.losses)
    if not has_orphan and not has_other_ids(conversion.value, value, expected, restored, options):
        converted = convert(restored, source, "history", options, to).value
        if options.reasoning == "auto" and source == "chat_completions":
            converted, expected = remove_reasoning(converted), remove_reasoning(expected)
        assert are_alike(converted, expected)
    for part in untouched:
        places = range(len(restored) - len(part) + 1)
        assert any(same(restored[index : index + len(part)], part) for index in places), (
            part,
            restored,
        )


def has_other_ids(
    before: list[Any],
    after: list[Any],
    normal: list[Any],
    restored: list[Any],
    options: rp.Options,
) -> bool:
    """Return whether what is restored exactly has other ids than the edited value, and must have.

    So it is where messages keep their ids, and two were told apart before the edit or are after
    it; and where calls of one turn share an id after an edit, or would share it if it had not been
    renamed: the numbers that tell them apart stay where they were given, or are given anew.
    """
    return (has_shared_id(after) or has_shared_id(restored)) or (
        options.message_ids == "keep" and (has_numbered_ids(before) or has_numbered_ids(normal))
    )


def has_shared_id(values: list[Any]) -> bool:
    """Return whether two calls have one id, with no message of another role between them."""
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


def has_numbered_ids(values: list[Any]) -> bool:
    """Return whether two ids differ only by an added number.

    Where messages keep their ids, an edit that removes one of the two leaves a number that a new
    translation does not add: a message that is restored exactly has the id of the source, but the
    edited value has another one.
    """
    ids = {value.get("id") for value in values if isinstance(value, dict)}
    return any(
        isinstance(value, str)
        and value.rpartition("_")[2].isdigit()
        and value.rpartition("_")[0] in ids
        for value in ids
    )


def list_segments(
    conversion: rp.Conversion, payload: list[Any]
) -> list[tuple[tuple[int, ...], list[Any]]]:
    """Return, for each segment, the indices of its target values and the part of the source.

    The first segments of a complement restore the first part of the source.
    """
    segments = conversion.complement["segments"]
    segments_with_source: list[tuple[tuple[int, ...], list[Any]]] = []
    start = source_start = 0
    for number, segment in enumerate(segments, 1):
        stop = start + segment.get("count", 1)
        complement = {**conversion.complement, "segments": segments[:number]}
        restored = rp.restore(conversion.value[:stop], complement)
        assert same(restored, payload[: len(restored)])
        segments_with_source.append(
            (tuple(range(start, stop)), payload[source_start : len(restored)])
        )
        start, source_start = stop, len(restored)
    assert not segments or (start, source_start) == (len(conversion.value), len(payload))
    return segments_with_source


def is_ambiguous(
    before: list[Any], after: list[Any], run: tuple[int, ...], runs: list[tuple[int, ...]]
) -> bool:
    """Return whether a run of an edited value may be another one of ``runs``.

    Either it occurs more than once in a value, or another one occurs in its place or a part of it.
    """
    if any(len(find_runs(values, before, run)) > 1 for values in (before, after)):
        return True
    other_runs = [other_run for other_run in runs if other_run and other_run != run]
    return any(
        place - len(other_run) < other_place < place + len(run)
        for place in find_runs(after, before, run)
        for other_run in other_runs
        for other_place in find_runs(after, before, other_run)
    )


def find_runs(values: list[Any], before: list[Any], run: tuple[int, ...]) -> list[int]:
    """Return the indexes in ``values`` of the values of a run of ``before``."""
    values_of_run = before[run[0] : run[-1] + 1]
    return [
        index for index in range(len(values)) if values[index : index + len(run)] == values_of_run
    ]


def find_refusals(payload: Any, dialect: str, target: Any, kind: str = "request") -> list[Any]:
    """Return the errors of ``validate`` for a request, or a history, to a server."""
    findings = rp.validate(payload, f"{dialect}/{kind}", profile="request", target=target)
    return [finding for finding in findings if finding.severity == "error"]


def acceptable(payload: Any, source: str, target: str, kind: str = "request") -> None:
    """Law 9: an accepted payload converts, with the preset of a server, to an accepted one.

    Else a loss or a notice of at least warning gives the reason: one that belongs to the rule.
    """
    try:
        conversion = convert(payload, source, kind, rp.PRESETS[target])
    except rp.ConversionError:
        return
    reports = (*conversion.losses, *conversion.notices)
    codes = {report.code for report in reports if report.severity != "info"}
    for finding in find_refusals(conversion.value, OTHER[source], target, kind):
        assert codes & REASONS.get(finding.code, set()), finding


# the losses and notices that explain why a value is refused, by the rule that it breaks
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
