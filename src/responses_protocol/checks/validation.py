"""``rp.validate``: what is wrong with a payload."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from responses_protocol.arguments import check_choice
from responses_protocol.checks.payloads import FoundPayload, Unrecognised, find_payloads
from responses_protocol.checks.rule import Problem, Profile, Rule, Settings, View
from responses_protocol.checks.rules import rules
from responses_protocol.checks.structure import Readable, is_readable, readable, structure
from responses_protocol.checks.subjects import SUBJECTS, Subject
from responses_protocol.checks.views import views
from responses_protocol.errors import ConversionError
from responses_protocol.formats.options import Options
from responses_protocol.formats.registry import DIALECTS, Dialect
from responses_protocol.formats.servers import TARGETS, Target
from responses_protocol.lens.conversion import chosen_options
from responses_protocol.lens.losses import existing
from responses_protocol.lens.plain import depth_error, plain
from responses_protocol.reporting.finding import Finding, Severity
from responses_protocol.values import Json, tokens

DEFAULT = Settings()
FIX = "`responses-protocol validate --fix` mends it."


def validate(
    payload: Json,
    subject: str | None = None,
    *,
    profile: Profile = "wire",
    target: Target = "openai",
    would_lose: Dialect | None = None,
    options: Options | str | None = None,
) -> list[Finding]:
    """Return what is wrong with a payload, as the API would word it; nothing where all is well.

    payload
        A history, a request, an answer, tools, the events or chunks of a stream, or a record that
        holds some of these, such as a Batch line. Pydantic and SDK objects may stand for objects.
        It is not changed.
    subject
        What it is: a name of ``checks.subjects.SUBJECTS`` such as ``"responses/history"``;
        recognised where it is not given.
    profile
        ``"wire"`` takes whatever anyone may have stored; ``"request"`` what an endpoint takes.
    target
        The endpoint whose rules hold: the name of a preset, or ``"open"`` for none in particular.
    would_lose, options
        A dialect: what a conversion to it would lose, with these options or the preset of this
        name, is told as well.

    Raises ValueError for arguments that name nothing, and ConversionError, with a JSON Pointer,
    where the payload is no JSON value, is nested too deeply, or can't be recognised.
    """
    check_choice("subject", subject, (None, *SUBJECTS))
    check_choice("profile", profile, ("wire", "request"))
    check_choice("target", target, TARGETS)
    check_choice("would_lose", would_lose, (None, *DIALECTS))
    settings = Settings(profile, target, would_lose, chosen_options(options))
    try:
        payloads = find_payloads(plain(payload), None if subject is None else SUBJECTS[subject])
        return [one for payload in payloads for one in findings_in(payload, settings)]
    except Unrecognised as error:
        raise ConversionError(f"{error.reason} Say what it is.", error.pointer) from None
    except RecursionError:
        raise depth_error(payload) from None


def findings_in(payload: FoundPayload, settings: Settings) -> Iterator[Finding]:
    """Yield what is wrong with a payload that stands in a record, with pointers into the record.

    The hints say what ``validate --fix`` mends. Raises RecursionError where nesting is too deep.
    """
    for one in findings(payload.value, payload.subject, settings):
        hint = _with_fix(one, payload)
        yield replace(one, pointer=payload.pointer + one.pointer, hint=hint)


def _with_fix(finding: Finding, payload: FoundPayload) -> str:
    from responses_protocol.checks.fixes.table import mend  # only where something is wrong

    told = [finding.hint] if finding.hint else []
    return " ".join([*told, FIX] if mend(payload.value, finding, payload.subject) else told)


def findings(payload: Json, subject: Subject, settings: Settings) -> Iterator[Finding]:
    """Yield what is wrong with a payload that is of this subject.

    Rules that take any shape are asked first, and what they tell of a place stands for what the
    structure has there; all others are asked of what has a readable structure, and don't tell
    again what is told of a place already. Elements of a list, and lists of a request, are readable
    where others are not.
    """
    found = tuple(views(payload, subject, settings))
    mistaken = [one for view in found for one in _told(view, subject, any_shape=True)]
    yield from mistaken
    known = frozenset(one.pointer for one in mistaken)
    damage = list(structure(payload, subject, settings))
    faults = [one for one in damage if not _stands_in(one.pointer, known)]
    yield from faults
    replaced: frozenset[str] = frozenset()
    if damage and not is_readable(payload, subject):  # what fits the profile is readable
        rest = readable(payload, subject)
        replaced = rest.places if rest is not None else replaced
        found = tuple(_views_of(rest, subject, settings))
    places = {one.pointer for one in faults}
    for view in found:
        for one in _told(view, subject, any_shape=False):
            if one.pointer not in places and not _stands_in(one.pointer, replaced):
                yield one


def _views_of(rest: Readable | None, subject: Subject, settings: Settings) -> Iterator[View]:
    """Yield what can be looked at in a damaged payload: lists alone where members are left out."""
    if rest is not None:
        found = views(rest.payload, subject, settings)
        yield from (view for view in found if rest.is_whole or view.pointer)


def _stands_in(pointer: str, places: frozenset[str]) -> bool:
    """Tell whether a pointer is one of these, or leads below one."""
    while pointer not in places:
        if not pointer:
            return False
        pointer = pointer.rpartition("/")[0]
    return True


def _told(view: View, subject: Subject, *, any_shape: bool) -> Iterator[Finding]:
    for rule in _readers(view.about, view.settings.target, any_shape):
        for problem in rule.check(view):
            yield _finding(rule, problem, view, subject)


@cache
def _readers(about: str, target: str, any_shape: bool) -> tuple[Rule, ...]:
    """Return the rules that read such views, for an endpoint."""
    return tuple(
        rule
        for rule in rules()
        if (about in rule.views or rule.every_view)
        and rule.any_shape == any_shape
        and (not rule.targets or target in rule.targets)
    )


def _severity(rule: Rule, target: str) -> Severity:
    unseen = rule.seen and target not in rule.seen
    return "warning" if unseen and rule.severity == "error" else rule.severity


def _finding(rule: Rule, problem: Problem, view: View, subject: Subject) -> Finding:
    return Finding(
        rule.code,
        problem.severity or _severity(rule, view.settings.target),
        problem.message,
        view.name(problem.pointer) if problem.param is None else problem.param,
        # the place may be that of a member which is missing
        view.pointer + existing(view.value, tokens(problem.pointer)),
        problem.hint,
        subject.label,
    )
