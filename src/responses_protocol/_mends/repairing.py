"""``rp.repair``: mend a broken history so that an endpoint accepts it.

A record passes through these stages: ``find_payloads`` detects the histories in it,
``_make_drafts`` locates their lists, the steps of ``table.py`` mend each draft, and the results are
recorded in the complement and put in place of the lists.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from responses_protocol._arguments import check_choice
from responses_protocol._checks.detection import FoundPayload, UnknownPayload, find_payloads
from responses_protocol._checks.rule import Settings
from responses_protocol._checks.subjects import SUBJECTS, Subject
from responses_protocol._checks.views import locate_readable_views
from responses_protocol._formats.servers import TARGETS, Target
from responses_protocol._lens.plain import depth_error, to_plain
from responses_protocol._mends import complement
from responses_protocol._mends.draft import Draft, Element
from responses_protocol._mends.empty_messages import find_empty_content
from responses_protocol._mends.mend import DROPS, KEEPS, Drop, Keep, Mend, Repair
from responses_protocol._mends.state_ids import find_foreign_ids
from responses_protocol._mends.table import STATE_IDS, STEPS, Step
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError

KINDS = ("history", "request")
_HISTORY_VIEWS = frozenset(view for step in STEPS for view in step.histories)


@dataclass(frozen=True)
class RepairSettings:
    """The settings of a repair: the endpoint, the words of the caller, and the selected codes."""

    target: str = "openai"
    drop: Collection[str] = ()
    keep: Collection[str] = ()
    codes: Container[str] | None = None
    _steps: dict[str, tuple[Step, ...]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def check_settings(self) -> Settings:
        """The settings of the checks that find the defects to mend."""
        return Settings(target=self.target)

    def select_steps(self, history: str) -> tuple[Step, ...]:
        """Return the steps that mend a history of a kind, and are selected."""
        if history not in self._steps:
            self._steps[history] = tuple(
                step
                for step in STEPS
                if history in step.histories and self.is_selected(*step.codes)
            )
        return self._steps[history]

    def is_selected(self, *codes: str) -> bool:
        """Return whether one of these codes is selected."""
        selected = self.codes
        return selected is None or any(code in selected for code in codes)


@dataclass(frozen=True)
class MendedPayload:
    """The mends of one payload: the members that a request loses, and the elements of its lists.

    ``lists`` has the lists by JSON Pointers into the payload.
    """

    members: tuple[str, ...]
    lists: dict[str, list[Element]]
    mends: tuple[Mend, ...]


def repair(
    payload: Json,
    subject: str | None = None,
    *,
    target: Target = "openai",
    drop: Collection[Drop] = (),
    keep: Collection[Keep] = (),
) -> Repair:
    """Mend a history, or a request with one, so that an endpoint accepts it.

    The only new content is the output of an unanswered call, which marks it as interrupted
    (``mends.marker.INTERRUPTED``). Elements without a problem stay unchanged, and so do elements
    of a damaged structure. ``undo`` reverses the repair.

    Args:
        payload: A history or a request of Responses, Chat or a ChatAgent, or a record that contains
            some, such as a Batch line. Pydantic and SDK objects are accepted in place of dicts. The
            payload is not changed.
        subject: The dialect and kind of the payload, such as ``"responses/history"``. None detects
            it from the content.
        target: The server that has to accept the result: the name of a preset, or ``"open"`` for no
            server in particular.
        drop: ``"encrypted_reasoning"`` if the encrypted reasoning is that of another account, which
            the payload does not show.
        keep: ``"waiting_calls"`` leaves calls at the end of a history without a request, and
            asynchronous ones, without outputs. Otherwise they are marked as interrupted.

    Raises:
        ValueError: An argument is none of its choices.
        ConversionError: The payload is not a JSON value, is nested too deeply, or holds no history.
            The error has a JSON Pointer.
    """
    check_choice("subject", subject, (None, *SUBJECTS))
    check_choice("target", target, TARGETS)
    for argument, words, choices in (("drop", drop, DROPS), ("keep", keep, KEEPS)):
        for word in words:
            check_choice(argument, word, choices)
    try:
        record = to_plain(payload)
        payloads = find_payloads(record, None if subject is None else SUBJECTS[subject])
        return _repair_record(record, payloads, RepairSettings(target, drop, keep))
    except UnknownPayload as error:
        raise ConversionError(f"{error.reason} Pass its subject.", error.pointer) from None
    except RecursionError:
        raise depth_error(payload) from None


def _repair_record(record: Json, payloads: list[FoundPayload], settings: RepairSettings) -> Repair:
    histories = [payload for payload in payloads if payload.subject.kind in KINDS]
    if not histories:
        label = payloads[0].subject.label if payloads else "record"
        raise ConversionError(f"a history or a request is repaired, and no {label}")
    mends: list[Mend] = []
    members: dict[str, Json] = {}
    lists: list[Json] = []
    root = [record]
    for payload in histories:
        repaired = mend_payload(payload.value, payload.subject, settings, payload.pointer)
        mends += repaired.mends
        owner, key = complement.find_owner(root, payload.pointer)
        if repaired.members:
            members[payload.pointer] = {name: owner[key].pop(name) for name in repaired.members}
        for pointer, elements in repaired.lists.items():
            owner, key = complement.find_owner(root, payload.pointer + pointer)
            source = complement.record_list(owner[key], elements)
            lists.append({"pointer": payload.pointer + pointer, "source": source})
            owner[key] = [element.value for element in elements]
    return Repair(root[0], tuple(mends), complement.write_complement(root[0], members, lists))


def mend_payload(
    payload: Json, subject: Subject, settings: RepairSettings, prefix: str = ""
) -> MendedPayload:
    """Return the mends of a payload, which is not changed.

    ``prefix`` is its JSON Pointer in the record, with which the pointers of mends begin. Raises
    RecursionError where it is nested too deeply.
    """
    mends: list[Mend] = []
    lost: list[str] = []
    if settings.is_selected(STATE_IDS) and isinstance(payload, dict):
        for view in locate_readable_views(payload, subject, settings.check_settings)[0]:
            for name, mend in find_foreign_ids(view, prefix):
                lost.append(name)
                mends.append(mend)
        payload = {name: member for name, member in payload.items() if name not in lost}
    lists: dict[str, list[Element]] = {}
    for draft in _make_drafts(payload, subject, settings, prefix):
        for step in settings.select_steps(draft.start.name):
            step.mend(draft)
        if draft.mends:
            mends += draft.mends
            source = payload if isinstance(payload, list) else payload[draft.start.pointer[1:]]
            lists[draft.start.pointer] = draft.elements(source)
    return MendedPayload(tuple(lost), lists, tuple(mends))


def _make_drafts(
    payload: Json, subject: Subject, settings: RepairSettings, prefix: str
) -> Iterator[Draft]:
    """Yield a draft of each readable history of a payload, without messages without content."""
    kept_indexes: list[int] = []
    removed_codes: dict[int, str] = {}
    name = "input"
    is_responses = subject.dialect in ("responses", "responses_agent")
    source = payload.get(name) if isinstance(payload, dict) else payload
    if is_responses and isinstance(source, list):
        removed_codes = {
            index: code
            for index, item in enumerate(source)
            if (code := find_empty_content(item)) is not None and settings.is_selected(code)
        }
        kept_indexes = [index for index in range(len(source)) if index not in removed_codes]
        kept_items = [source[index] for index in kept_indexes]
        payload = kept_items if isinstance(payload, list) else {**payload, name: kept_items}
    views, damaged = locate_readable_views(payload, subject, settings.check_settings)
    for view in views:
        if view.name not in _HISTORY_VIEWS or not isinstance(view.value, list):
            continue
        sources: list[int | None] = [*(kept_indexes if removed_codes else range(len(view.value)))]
        locked = frozenset(
            source
            for index, source in enumerate(sources)
            if source is not None and f"{view.pointer}/{index}" in damaged
        )
        place = prefix + view.pointer
        draft = Draft(view, place, sources, locked, settings.keep, settings.drop, settings.codes)
        for index, code in removed_codes.items():
            message = "The message has no content; it is removed."
            draft.mends.append(Mend(code, f"{draft.place}/{index}", "removed", message))
        yield draft
