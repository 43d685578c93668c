"""``rp.validate``: the findings of a payload, stage by stage.

A payload passes through these stages, each a function from one value to the next:

1. ``find_payloads`` detects the payloads in a record, and the subject of each (``detection/``);
2. ``locate_views`` locates the parts that rules look at (``views.py``);
3. ``check_structure`` compares the payload with the schema of its subject (``structure/``);
4. ``apply_rules`` applies the rules to the views (``rule_application.py``);
5. ``check_payload`` reports: it places the findings in the record, with hints.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from responses_protocol._arguments import check_choice
from responses_protocol._checks.detection import FoundPayload, UnknownPayload, find_payloads
from responses_protocol._checks.rule import Profile, Settings
from responses_protocol._checks.rule_application import apply_rules
from responses_protocol._checks.structure import check_structure
from responses_protocol._checks.subjects import SUBJECTS, Subject
from responses_protocol._checks.views import locate_readable_views, locate_views
from responses_protocol._formats.options import Options
from responses_protocol._formats.registry import DIALECTS, Dialect
from responses_protocol._formats.servers import TARGETS, Target
from responses_protocol._lens.conversion import as_options
from responses_protocol._lens.plain import depth_error, to_plain
from responses_protocol._reporting.finding import Finding
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError

FIX_HINT = "`responses-protocol validate --fix` mends it."


def validate(
    payload: Json,
    subject: str | None = None,
    *,
    profile: Profile = "wire",
    target: Target = "openai",
    would_lose: Dialect | None = None,
    options: Options | str | None = None,
) -> list[Finding]:
    """Return the findings of a payload, in the words of the API; none if nothing is wrong.

    Args:
        payload: A history, a request, a response, tools, the events or chunks of a stream, or a
            record that contains some of these, such as a Batch line. Pydantic and SDK objects are
            accepted in place of dicts. The payload is not changed.
        subject: The dialect and kind of the payload, such as ``"responses/history"``. None detects
            it from the content.
        profile: ``"wire"`` accepts stored payloads, ``"request"`` only payloads that an endpoint
            accepts.
        target: The server whose rules apply: the name of a preset, or ``"open"`` for no server in
            particular.
        would_lose: A dialect. The losses of a conversion to it are findings as well.
        options: The options of that conversion, or the name of a preset.

    Raises:
        ValueError: An argument is none of its choices.
        ConversionError: The payload is not a JSON value, is nested too deeply, or can't be
            recognised. The error has a JSON Pointer.
    """
    check_choice("subject", subject, (None, *SUBJECTS))
    check_choice("profile", profile, ("wire", "request"))
    check_choice("target", target, TARGETS)
    check_choice("would_lose", would_lose, (None, *DIALECTS))
    settings = Settings(profile, target, would_lose, as_options(options))
    try:
        payloads = find_payloads(to_plain(payload), None if subject is None else SUBJECTS[subject])
        return [finding for each in payloads for finding in check_payload(each, settings)]
    except UnknownPayload as error:
        raise ConversionError(f"{error.reason} Pass its subject.", error.pointer) from None
    except RecursionError:
        raise depth_error(payload) from None


def check_payload(payload: FoundPayload, settings: Settings) -> Iterator[Finding]:
    """Yield the findings of a payload in a record, with pointers into the record.

    Hints name the findings that ``validate --fix`` mends. Raises RecursionError where nesting is
    too deep.
    """
    for finding in check_value(payload.value, payload.subject, settings):
        hint = _with_fix_hint(finding, payload)
        if payload.pointer or hint != finding.hint:
            finding = replace(finding, pointer=payload.pointer + finding.pointer, hint=hint)
        yield finding


def _with_fix_hint(finding: Finding, payload: FoundPayload) -> str:
    from responses_protocol._checks.fixes.table import find_patch  # only where something is wrong

    hints = [finding.hint] if finding.hint else []
    return " ".join(
        [*hints, FIX_HINT] if find_patch(payload.value, finding, payload.subject) else hints
    )


def check_value(payload: Json, subject: Subject, settings: Settings) -> Iterator[Finding]:
    """Yield the findings of a payload of a subject, with pointers into the payload.

    Rules that read any shape come first, and their findings replace those of the structure at and
    below the same place. All other rules read only views with a valid structure, and add nothing
    at a place that the structure has reported. In a damaged payload they read the readable parts:
    the other elements of a list, and the other lists of a request.
    """
    views = locate_views(payload, subject, settings)

    shape_findings = list(apply_rules(views, subject, any_shape=True))
    yield from shape_findings

    damage = list(check_structure(payload, subject, settings))
    shape_pointers = {finding.pointer for finding in shape_findings}
    structure_findings = [
        finding for finding in damage if not _is_within(finding.pointer, shape_pointers)
    ]
    yield from structure_findings

    structure_pointers = {finding.pointer for finding in structure_findings}
    replaced: frozenset[str] = frozenset()
    if damage:
        views, replaced = locate_readable_views(payload, subject, settings)
    for finding in apply_rules(views, subject, any_shape=False):
        if finding.pointer not in structure_pointers and not _is_within(finding.pointer, replaced):
            yield finding


def _is_within(pointer: str, pointers: Collection[str]) -> bool:
    """Return whether a pointer is one of several pointers, or leads below one."""
    while pointer not in pointers:
        if not pointer:
            return False
        pointer = pointer.rpartition("/")[0]
    return True
