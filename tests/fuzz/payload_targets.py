"""Payloads that are converted, restored and validated; the laws say what must hold."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from typing import Any, get_args

from generated import OPTIONS
from hypothesis import assume
from hypothesis import strategies as st
from laws import exact, pure, reported, resolve, same

import responses_protocol as rp
from fuzz.cases import Case, write_text
from fuzz.mutations import READABLE, copy_payload, count_levels, is_comparable, mutate
from fuzz.seeds import DIALECTS, KINDS, Seed, draw_payloads
from responses_protocol._checks.detection import find_payloads
from responses_protocol._checks.fixes import fix_payload, fix_text
from responses_protocol._checks.rule import Profile, Settings
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._formats.options import options_from_json
from responses_protocol._formats.servers import PRESETS, TARGETS

Given = dict[str, Any]
OPTION_VALUES: st.SearchStrategy[Given] = st.one_of(
    st.just({}),
    st.sampled_from([PRESETS[name].changed() for name in sorted(PRESETS)]),
    OPTIONS.map(rp.Options.changed),
)
SEEDS = draw_payloads(KINDS, DIALECTS)
IS_GIVEN = st.sampled_from([True, True, True, False])


def draw_other_dialects(dialect: str) -> st.SearchStrategy[Any]:
    return st.sampled_from([name for name in DIALECTS if name != dialect])


@st.composite
def conversions(draw: st.DrawFn) -> Case:
    """Return a mutated payload, which is said to be what it was, something else, or nothing."""
    seed: Seed = draw(SEEDS)
    arguments: Given = {
        "to": draw(draw_other_dialects(seed.dialect)),
        "options": draw(OPTION_VALUES),
    }
    if draw(IS_GIVEN):
        arguments["source"], arguments["kind"] = seed.dialect, seed.kind
    return Case("convert", arguments, draw(mutate(st.just(seed.payload))))


def convert(payload: Any, *, options: Given, to: Any, **arguments: Any) -> None:
    """Laws 1, 4, 5 and 8; what no parser would give is only held to law 5."""
    chosen_options = options_from_json(options)
    try:
        conversion = rp.convert(payload, to, options=chosen_options, **arguments)
    except rp.ConversionError as error:
        check_error(error, payload)
        return
    losses = read_losses(lambda: (*conversion.losses, *conversion.notices), payload)
    if not is_comparable(payload):
        return
    for loss in losses:
        resolve(payload, loss.pointer)
    source, kind = conversion.complement["source"], conversion.complement["kind"]
    for law in (exact, pure, reported):
        law(payload, source, kind, chosen_options, to)


def read_losses(read: Callable[[], tuple[Any, ...]], payload: Any) -> tuple[Any, ...]:
    """Return losses; only of what is nested deeply they may be refused."""
    try:
        return read()
    except rp.ConversionError:
        assert count_levels(payload) > READABLE
        return ()


def check_error(error: rp.ConversionError, payload: Any) -> None:
    """Assert that an error points at a place, or at where one is missing, and can be sent on."""
    assert isinstance(error.pointer, str)
    owner, _, _ = error.pointer.rpartition("/")
    assert isinstance(resolve(payload, owner), (dict, list)) or not error.pointer
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


# --- the way back ---


@st.composite
def restorations(draw: st.DrawFn) -> Case:
    """Return a converted value and its complement, one or both of them mutated."""
    seed: Seed = draw(SEEDS)
    to, options = draw(draw_other_dialects(seed.dialect)), options_from_json(draw(OPTION_VALUES))
    try:
        conversion = rp.convert(
            seed.payload, to, source=seed.dialect, kind=seed.kind, options=options
        )
    except rp.ConversionError:
        assume(False)
    parts = {"value": conversion.value, "complement": conversion.complement}
    for name in draw(st.sampled_from([("value",), ("complement",), ("value", "complement")])):
        parts[name] = draw(mutate(st.just(parts[name])))
    return Case("restore", {}, parts)


def restore(payload: Any) -> None:
    """Any value with any complement is restored, to no more than both of them, or refused."""
    value, complement = payload["value"], payload["complement"]
    is_deep = count_levels(payload) > READABLE
    before = write_text(payload)
    try:
        restoration = rp.restoration(value, complement)
    except rp.ComplementError as error:
        check_error(error, complement)
    except rp.ConversionError as error:
        check_error(error, value)
    else:
        losses = read_losses(lambda: restoration.losses, payload)
        if not is_deep:
            for loss in losses:
                resolve(value, loss.pointer)
            assert len(write_text(restoration.value)) < MAX_GROWTH + 12 * len(before)
    assert write_text(payload) == before


MAX_GROWTH = 5_000  # characters, beyond what grows with value and complement

# --- validation ---

SUBJECT_OF = {
    **{(dialect, kind): f"{dialect}/{kind}" for dialect in DIALECTS for kind in KINDS[:3]},
    ("responses", "tools"): "responses/tools",
    ("chat_completions", "tools"): "chat_completions/tools",
    ("responses", "stream"): "responses/events",
    ("chat_completions", "stream"): "chat_completions/chunks",
}
CHECKED_SEEDS = draw_payloads((*KINDS[:4], "stream"), DIALECTS[:2]) | draw_payloads(
    KINDS[:3], DIALECTS[2:]
)


@st.composite
def validations(draw: st.DrawFn) -> Case:
    """Return a mutated payload, for any profile and target."""
    seed: Seed = draw(CHECKED_SEEDS)
    arguments: Given = {
        "profile": draw(st.sampled_from(get_args(Profile))),
        "target": draw(st.just("openai") | st.sampled_from(sorted(TARGETS))),
        "would_lose": draw(st.none() | st.sampled_from(DIALECTS)),
    }
    if draw(IS_GIVEN):
        arguments["subject"] = draw(
            st.just(SUBJECT_OF.get((seed.dialect, seed.kind), "responses/request"))
            | st.sampled_from(sorted(SUBJECTS))
        )
    return Case("validate", arguments, draw(mutate(st.just(seed.payload))))


def validate(
    payload: Any,
    *,
    profile: Profile,
    target: Any,
    subject: str | None = None,
    would_lose: Any = None,
) -> None:
    """Whatever it is, it is told, at places that are there, and changed nowhere."""
    before = write_text(payload)
    try:
        findings = rp.validate(
            payload, subject, profile=profile, target=target, would_lose=would_lose
        )
    except rp.ConversionError as error:
        check_error(error, payload)
        return
    assert write_text(payload) == before
    if count_levels(payload) > READABLE:
        return
    for finding in findings:
        resolve(payload, finding.pointer)
        assert finding.message
        assert finding.severity in ("error", "warning", "info")
        assert max(len(text) for text in (finding.message, finding.hint)) < LONGEST_MESSAGE
    settings = Settings(profile, target, would_lose)
    for part in find_payloads(payload, None if subject is None else SUBJECTS[subject]):
        check_fixes(part.value, part.subject.name, settings)
    assert write_text(payload) == before


def check_fixes(payload: Any, subject: str, settings: Settings) -> None:
    """Fixing mends what it says, once; of the text it is the same."""
    result = fix_payload(payload, SUBJECTS[subject], settings)
    if not result.findings:
        assert same(result.payload, payload)
        return
    second_result = fix_payload(result.payload, SUBJECTS[subject], settings)
    assert (second_result.findings, same(second_result.payload, result.payload)) == ([], True)
    text, text_findings = fix_text(write_text(payload).encode(), SUBJECTS[subject], settings)
    assert same(copy_payload(result.payload), read_text(text))
    assert text_findings == result.findings


def read_text(text: bytes) -> Any:
    return json.loads(text)


LONGEST_MESSAGE = 3_000
