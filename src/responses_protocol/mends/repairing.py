"""``rp.repair``: a broken history as an endpoint takes it."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass

from responses_protocol.arguments import check_choice
from responses_protocol.checks.detection import FoundPayload, Unrecognised, find_payloads
from responses_protocol.checks.rule import Settings
from responses_protocol.checks.subjects import SUBJECTS, Subject
from responses_protocol.checks.views import locate_readable_views
from responses_protocol.errors import ConversionError
from responses_protocol.formats.servers import TARGETS, Target
from responses_protocol.lens.plain import depth_error, plain
from responses_protocol.mends import complement
from responses_protocol.mends.draft import Draft, Element
from responses_protocol.mends.empty_messages import emptiness
from responses_protocol.mends.mend import DROPS, KEEPS, Drop, Keep, Mend, Repair
from responses_protocol.mends.state_ids import foreign
from responses_protocol.mends.table import STATE_IDS, STEPS
from responses_protocol.values import Json

KINDS = ("history", "request")
_HISTORIES = frozenset(one for step in STEPS for one in step.histories)


@dataclass(frozen=True)
class Request:
    """What a repair is for: the endpoint, what the caller asks for, and the codes it is about."""

    target: str = "openai"
    drop: Collection[str] = ()
    keep: Collection[str] = ()
    codes: Container[str] | None = None

    def asks(self, *codes: str) -> bool:
        """Tell whether it is about one of these codes."""
        return self.codes is None or any(one in self.codes for one in codes)


@dataclass(frozen=True)
class MendedPayload:
    """What becomes of one payload: members that a request loses, and of each list its elements.

    Pointers lead into the payload.
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
    """Return a history, or a request with one, as an endpoint takes it, and what was done for that.

    payload
        A history or a request of Responses, Chat or a ChatAgent, or a record that holds some, such
        as a Batch line. Pydantic and SDK objects may stand for objects. It is not changed.
    subject
        What it is, such as ``"responses/history"``; recognised where it is not given.
    target
        The endpoint that is to take it: the name of a preset, or ``"open"``.
    drop
        ``"encrypted_reasoning"``: that in the payload is of another account, which can't be told
        offline.
    keep
        ``"waiting_calls"``: calls that end a history by itself, and asynchronous ones, go on
        waiting for their outputs. Else they are marked as interrupted.

    Nothing is made up but the output of an unanswered call, which says that it is interrupted
    (``mends.marker.INTERRUPTED``). What no rule finds anything about stays as it is, and so do
    elements whose structure is damaged. ``undo`` takes it all back.

    Raises ValueError for arguments that name nothing, and ConversionError, with a JSON Pointer,
    where the payload is no JSON value, is nested too deeply, or holds no history.
    """
    check_choice("subject", subject, (None, *SUBJECTS))
    check_choice("target", target, TARGETS)
    for argument, words, choices in (("drop", drop, DROPS), ("keep", keep, KEEPS)):
        for word in words:
            check_choice(argument, word, choices)
    try:
        record = plain(payload)
        payloads = find_payloads(record, None if subject is None else SUBJECTS[subject])
        return _repaired(record, payloads, Request(target, drop, keep))
    except Unrecognised as error:
        raise ConversionError(f"{error.reason} Say what it is.", error.pointer) from None
    except RecursionError:
        raise depth_error(payload) from None


def _repaired(record: Json, payloads: list[FoundPayload], asked: Request) -> Repair:
    histories = [one for one in payloads if one.subject.kind in KINDS]
    if not histories:
        label = payloads[0].subject.label if payloads else "record"
        raise ConversionError(f"a history or a request is repaired, and no {label}")
    mends: list[Mend] = []
    members: dict[str, Json] = {}
    lists: list[Json] = []
    root = [record]
    for one in histories:
        done = mended(one.value, one.subject, asked, one.pointer)
        mends += done.mends
        owner, key = complement.owner_of(root, one.pointer)
        if done.members:
            members[one.pointer] = {name: owner[key].pop(name) for name in done.members}
        for pointer, elements in done.lists.items():
            owner, key = complement.owner_of(root, one.pointer + pointer)
            source = complement.source_of(owner[key], elements)
            lists.append({"pointer": one.pointer + pointer, "source": source})
            owner[key] = [element.value for element in elements]
    return Repair(root[0], tuple(mends), complement.write(root[0], members, lists))


def mended(payload: Json, subject: Subject, asked: Request, at: str = "") -> MendedPayload:
    """Return what becomes of a payload, which is not changed.

    ``at`` is where it stands, by which the pointers of mends begin. Raises RecursionError where it
    is nested too deeply.
    """
    settings = Settings(target=asked.target)
    mends: list[Mend] = []
    lost: list[str] = []
    if asked.asks(STATE_IDS) and isinstance(payload, dict):
        for view in locate_readable_views(payload, subject, settings)[0]:
            for name, mend in foreign(view, at):
                lost.append(name)
                mends.append(mend)
        payload = {name: one for name, one in payload.items() if name not in lost}
    lists: dict[str, list[Element]] = {}
    for draft in _drafts(payload, subject, asked, at):
        for step in STEPS:
            if draft.start.about in step.histories and asked.asks(*step.codes):
                step.mend(draft)
        if draft.mends:
            mends += draft.mends
            source = payload if isinstance(payload, list) else payload[draft.start.pointer[1:]]
            lists[draft.start.pointer] = draft.elements(source)
    return MendedPayload(tuple(lost), lists, tuple(mends))


def _drafts(payload: Json, subject: Subject, asked: Request, at: str) -> Iterator[Draft]:
    """Yield the histories of a payload that can be read, without messages that have no content."""
    kept: list[int] = []
    gone: dict[int, str] = {}
    name = "input"
    is_responses = subject.dialect in ("responses", "responses_agent")
    source = payload.get(name) if isinstance(payload, dict) else payload
    if is_responses and isinstance(source, list):
        gone = {
            index: code
            for index, item in enumerate(source)
            if (code := emptiness(item)) is not None and asked.asks(code)
        }
        kept = [index for index in range(len(source)) if index not in gone]
        left = [source[index] for index in kept]
        payload = left if isinstance(payload, list) else {**payload, name: left}
    views, damaged = locate_readable_views(payload, subject, Settings(target=asked.target))
    for view in views:
        if view.about not in _HISTORIES or not isinstance(view.value, list):
            continue
        sources: list[int | None] = [*(kept if gone else range(len(view.value)))]
        locked = frozenset(
            source
            for index, source in enumerate(sources)
            if source is not None and f"{view.pointer}/{index}" in damaged
        )
        draft = Draft(view, at + view.pointer, sources, locked, asked.keep, asked.drop, asked.codes)
        for index, code in gone.items():
            told = "The message has no content; it is removed."
            draft.mends.append(Mend(code, f"{draft.place}/{index}", "removed", told))
        yield draft
