"""The usual chunk, a text and nothing else, by a short way: text, reasoning, and arguments.

Nothing is decided here. A chunk that is like the one before it in all but the text needs none of
the questions that lead to where its text goes, and most of the cost of a stream are these.
"""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from operator import itemgetter

from responses_protocol.formats.chat_completions import answer
from responses_protocol.formats.chat_completions.reasoning import FIELDS
from responses_protocol.streams.call_fold import EMPTY
from responses_protocol.streams.choice_fold import DELTA_READERS, ChoiceFold
from responses_protocol.streams.choice_writer import ChoiceWriter
from responses_protocol.streams.response_writer import ResponseWriter
from responses_protocol.streams.written_items import REFUSAL, TEXT, delta_event
from responses_protocol.values import Json

Object = dict[str, Json]
# an object on the way to the text: how many members it has, what gets those that are the same in
# each chunk, what they are, and the member that leads on
Form = tuple[int, Callable[[Json], Json], Json, str]
PADDING = "obfuscation"  # of a chunk, another one each time
SAYING = ("error", "finish_reason", "logprobs", "message")  # what makes a chunk more than a text


Take = Callable[[Json], "list[Object] | None"]  # None for a chunk that may say anything else


def _taker(
    path: list[Form],
    writes: tuple[Callable[[str], object], Callable[[str], object]],
    event: Object,
    writer: ResponseWriter,
    padded: bool,
) -> Take:
    """Return what adds the text of a chunk, which may be ``padded``, and returns its events.

    It is a function in a function, whose variables are the fastest that there are.
    """
    (size, same, values, _), (choice_size, choice_same, choice_values, _), delta_form, *rest = path
    delta_size, delta_same, delta_values, name = delta_form
    fold, written = writes
    logged = "logprobs" in event

    def take(chunk: Json) -> list[Object] | None:
        try:
            if len(chunk) != size or same(chunk) != values or (padded and PADDING not in chunk):
                return None
            [choice] = chunk["choices"]
            if len(choice) != choice_size or choice_same(choice) != choice_values:
                return None
            delta = choice["delta"]
            if len(delta) != delta_size or (delta_size != 1 and delta_same(delta) != delta_values):
                return None
            text = delta[name]
            if rest:
                [text] = text
                for inner_size, inner_same, inner_values, inner in rest:
                    if len(text) != inner_size or inner_same(text) != inner_values:
                        return None
                    text = text[inner]
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
            return None
        if type(text) is not str or not text:
            return None
        fold(text)
        written(text)
        made = event.copy()
        made["sequence_number"] = number = writer.sequence
        made["delta"] = text
        if logged:
            made["logprobs"] = []
        writer.sequence = number + 1
        return [made]

    return take


def plain_chunks(chunk: Json, choice: ChoiceFold, choices: ChoiceWriter) -> Take | None:
    """Return what takes chunks like this one, which was delivered; None where it says more."""
    writer = choices.writer
    item, part, call = writer.current, writer.part, choices.call
    if item is None or choices.waits or choice.fresh.keys() - PLAIN:
        return None
    try:
        [first] = chunk["choices"]
        delta = first["delta"]
        if _says_more(chunk) or _says_more(first) or answer.number(first) != choice.index:
            return None
        if call is not None:
            [fragment] = delta["tool_calls"]
            body = fragment["function"]
            begins = call.call.text.tell() <= len(EMPTY)
            if not call.is_plain or call.call.again or begins or body.get("name"):
                return None
            if fragment.get("index") != call.call.key or not _is_bare(delta, "tool_calls"):
                return None
            inner = [(delta, "tool_calls"), (fragment, "function"), (body, "arguments")]
            writes = (call.call.text.write, item.text.write)
        else:
            name = _name(delta, choice, choices)
            if part is None or name is None or not _is_bare(delta, name):
                return None
            found = choice.text if name == "content" else choice.reasoning[name]
            if part.kind != KINDS.get(name, part.kind) or not isinstance(found, StringIO):
                return None
            inner = [(delta, name)]
            writes = (found.write, part.text.write)
        outer = _form(chunk, "choices", PADDING)
        path = [outer, *(_form(*one) for one in ((first, "delta"), *inner))]
        return _taker(path, writes, delta_event(item, part), writer, PADDING in chunk)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


KINDS = {"content": TEXT}
PLAIN = frozenset(("calls", "content", "refusal", *FIELDS))  # what a chunk may add


def _says_more(owner: Object) -> bool:
    return any(owner.get(name) is not None for name in SAYING)


def _name(delta: Object, choice: ChoiceFold, choices: ChoiceWriter) -> str | None:
    """Return the member with the text, None where it may be something else."""
    if delta.get("content"):
        known = choice.parts is None and choices.split.has_plain_text
        return "content" if known else None
    place = choices.split.place
    part = choices.writer.part
    is_thought = part is not None and part.kind not in (TEXT, REFUSAL)
    return place if is_thought and place in FIELDS and delta.get(place) else None


def _is_bare(delta: Object, text: str) -> bool:
    """Tell whether all else in a delta says nothing, or nothing that would be said again."""
    return all(
        name in (text, "role")
        or not value
        or (name not in DELTA_READERS and isinstance(value, (str, int, float)))
        for name, value in delta.items()
    )


def _form(owner: Object, member: str, random: str = "") -> Form:
    names = [name for name in owner if name not in (member, random)]
    same: Callable[[Json], Json] = itemgetter(*names) if names else _nothing
    return len(owner), same, same(owner), member


def _nothing(owner: Json) -> None:
    return None
