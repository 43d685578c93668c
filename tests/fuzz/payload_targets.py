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
from fuzz.cases import Case, text_of
from fuzz.mutations import READABLE, copied_of, depth, is_comparable, mutated
from fuzz.seeds import DIALECTS, WHOLE, Seed, payloads
from responses_protocol._checks.detection import find_payloads
from responses_protocol._checks.fixes import fix_payload, fix_text
from responses_protocol._checks.rule import Profile, Settings
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._formats.options import options_from_json
from responses_protocol._formats.servers import PRESETS, TARGETS

Given = dict[str, Any]
CHOSEN: st.SearchStrategy[Given] = st.one_of(
    st.just({}),
    st.sampled_from([PRESETS[name].changed() for name in sorted(PRESETS)]),
    OPTIONS.map(rp.Options.changed),
)
SEEDS = payloads(WHOLE, DIALECTS)
SAYS_SO = st.sampled_from([True, True, True, False])


def others(dialect: str) -> st.SearchStrategy[Any]:
    return st.sampled_from([one for one in DIALECTS if one != dialect])


@st.composite
def conversions(draw: st.DrawFn) -> Case:
    """Return a mutated payload, which is said to be what it was, something else, or nothing."""
    seed: Seed = draw(SEEDS)
    given: Given = {"to": draw(others(seed.dialect)), "options": draw(CHOSEN)}
    if draw(SAYS_SO):
        given["source"], given["kind"] = seed.dialect, seed.kind
    return Case("convert", given, draw(mutated(st.just(seed.payload))))


def convert(payload: Any, *, options: Given, to: Any, **said: Any) -> None:
    """Laws 1, 4, 5 and 8; what no parser would give is only held to law 5."""
    chosen = options_from_json(options)
    try:
        conversion = rp.convert(payload, to, options=chosen, **said)
    except rp.ConversionError as error:
        explained(error, payload)
        return
    losses = _losses(lambda: (*conversion.losses, *conversion.notices), payload)
    if not is_comparable(payload):
        return
    for loss in losses:
        resolve(payload, loss.pointer)
    source, kind = conversion.complement["source"], conversion.complement["kind"]
    for law in (exact, pure, reported):
        law(payload, source, kind, chosen, to)


def _losses(read: Callable[[], tuple[Any, ...]], payload: Any) -> tuple[Any, ...]:
    """Return losses; only of what is nested deeply they may be refused."""
    try:
        return read()
    except rp.ConversionError:
        assert depth(payload) > READABLE
        return ()


def explained(error: rp.ConversionError, payload: Any) -> None:
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
    to, options = draw(others(seed.dialect)), options_from_json(draw(CHOSEN))
    try:
        conversion = rp.convert(
            seed.payload, to, source=seed.dialect, kind=seed.kind, options=options
        )
    except rp.ConversionError:
        assume(False)
    parts = {"value": conversion.value, "complement": conversion.complement}
    for name in draw(st.sampled_from([("value",), ("complement",), ("value", "complement")])):
        parts[name] = draw(mutated(st.just(parts[name])))
    return Case("restore", {}, parts)


def restore(payload: Any) -> None:
    """Any value with any complement is restored, to no more than both of them, or refused."""
    value, complement = payload["value"], payload["complement"]
    deep = depth(payload) > READABLE
    before = text_of(payload)
    try:
        restoration = rp.restoration(value, complement)
    except rp.ComplementError as error:
        explained(error, complement)
    except rp.ConversionError as error:
        explained(error, value)
    else:
        losses = _losses(lambda: restoration.losses, payload)
        if not deep:
            for loss in losses:
                resolve(value, loss.pointer)
            assert len(text_of(restoration.value)) < MOST + 12 * len(before)
    assert text_of(payload) == before


MOST = 5_000  # characters, beyond what grows with value and complement

# --- validation ---

SUBJECT_OF = {
    **{(dialect, kind): f"{dialect}/{kind}" for dialect in DIALECTS for kind in WHOLE[:3]},
    ("responses", "tools"): "responses/tools",
    ("chat_completions", "tools"): "chat_completions/tools",
    ("responses", "stream"): "responses/events",
    ("chat_completions", "stream"): "chat_completions/chunks",
}
CHECKED = payloads((*WHOLE[:4], "stream"), DIALECTS[:2]) | payloads(WHOLE[:3], DIALECTS[2:])


@st.composite
def validations(draw: st.DrawFn) -> Case:
    """Return a mutated payload, for any profile and target."""
    seed: Seed = draw(CHECKED)
    given: Given = {
        "profile": draw(st.sampled_from(get_args(Profile))),
        "target": draw(st.just("openai") | st.sampled_from(sorted(TARGETS))),
        "would_lose": draw(st.none() | st.sampled_from(DIALECTS)),
    }
    if draw(SAYS_SO):
        given["subject"] = draw(
            st.just(SUBJECT_OF.get((seed.dialect, seed.kind), "responses/request"))
            | st.sampled_from(sorted(SUBJECTS))
        )
    return Case("validate", given, draw(mutated(st.just(seed.payload))))


def validate(
    payload: Any,
    *,
    profile: Profile,
    target: Any,
    subject: str | None = None,
    would_lose: Any = None,
) -> None:
    """Whatever it is, it is told, at places that are there, and changed nowhere."""
    before = text_of(payload)
    try:
        findings = rp.validate(
            payload, subject, profile=profile, target=target, would_lose=would_lose
        )
    except rp.ConversionError as error:
        explained(error, payload)
        return
    assert text_of(payload) == before
    if depth(payload) > READABLE:
        return
    for one in findings:
        resolve(payload, one.pointer)
        assert one.message
        assert one.severity in ("error", "warning", "info")
        assert max(len(text) for text in (one.message, one.hint)) < LONGEST_MESSAGE
    settings = Settings(profile, target, would_lose)
    for part in find_payloads(payload, None if subject is None else SUBJECTS[subject]):
        _fixes(part.value, part.subject.name, settings)
    assert text_of(payload) == before


def _fixes(payload: Any, subject: str, settings: Settings) -> None:
    """Fixing mends what it says, once; of the text it is the same."""
    done = fix_payload(payload, SUBJECTS[subject], settings)
    if not done.findings:
        assert same(done.payload, payload)
        return
    again = fix_payload(done.payload, SUBJECTS[subject], settings)
    assert (again.findings, same(again.payload, done.payload)) == ([], True)
    text, told = fix_text(text_of(payload).encode(), SUBJECTS[subject], settings)
    assert same(copied_of(done.payload), _read(text))
    assert told == done.findings


def _read(text: bytes) -> Any:
    return json.loads(text)


LONGEST_MESSAGE = 3_000
