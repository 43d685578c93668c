"""The fast path for the usual chunk, with a text only: content, reasoning or arguments.

The fast path decides nothing: a chunk that differs from the last one only in its text needs none
of the checks that find the target of the text, and these checks are most of the cost of a stream.
"""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from operator import itemgetter

from responses_protocol._formats.chat_completions import answer
from responses_protocol._formats.chat_completions.reasoning import FIELDS
from responses_protocol._streams.call_fold import EMPTY
from responses_protocol._streams.chat_fold import ChatFold
from responses_protocol._streams.choice_fold import DELTA_READERS, ChoiceFold
from responses_protocol._streams.choice_writer import ChoiceWriter
from responses_protocol._streams.plain_text import NUMBER, PADDING, PlainText
from responses_protocol._streams.response_writer import ResponseWriter
from responses_protocol._streams.written_items import REFUSAL, TEXT, delta_event
from responses_protocol._values import Json, Object

# an object on the path to the text: the number of its members, a function that reads those that
# are the same in each chunk, their values, and the member that leads on
Form = tuple[int, Callable[[Json], Json], Json, str]
MORE = ("error", "finish_reason", "logprobs", "message")  # members beside a text


def _make_translator(
    path: list[Form],
    writes: tuple[Callable[[str], object], Callable[[str], object]],
    event: Object,
    writer: ResponseWriter,
    fold: ChatFold,
    padded: bool,
) -> PlainText:
    """Return the functions that add the text of a chunk.

    A chunk may be ``padded``. The variables of an outer function are the fastest ones in Python.
    """
    (size, same, values, _), (choice_size, choice_same, choice_values, _), delta_form, *rest = path
    delta_size, delta_same, delta_values, name = delta_form
    write_fold, write_item = writes
    has_logprobs = "logprobs" in event

    def add(text: str) -> int:
        write_fold(text)
        write_item(text)
        fold.count += 1
        number = writer.sequence
        writer.sequence = number + 1
        return number

    def translate(chunk: Json) -> list[Object] | None:
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
        number = add(text)
        new_event = write(text)
        new_event[NUMBER] = number
        return [new_event]

    def write(text: str) -> Object:
        new_event = event.copy()
        new_event["delta"] = text
        if has_logprobs:
            new_event["logprobs"] = []
        return new_event

    names = [name for *_, name in path]
    keys: list[str | int] = [names[0], 0, *names[1:]]
    if rest:  # the text is in the first call of the delta
        keys.insert(4, 0)
    return PlainText(tuple(keys), (PADDING,) if padded else (), translate, add, write)


def make_fast_path(chunk: Json, fold: ChatFold, choices: ChoiceWriter) -> PlainText | None:
    """Return a translator of chunks like this one, or None if it has more than a text.

    The chunk must have been delivered already.
    """
    writer, choice = choices.writer, fold.main
    item, part, call = writer.current, writer.part, choices.call
    if choice is None or item is None or choices.is_waiting or choice.additions.keys() - PLAIN:
        return None
    try:
        [first] = chunk["choices"]
        delta = first["delta"]
        if _has_more(chunk) or _has_more(first) or answer.number(first) != choice.index:
            return None
        if call is not None:
            [fragment] = delta["tool_calls"]
            body = fragment["function"]
            is_beginning = call.call.text.tell() <= len(EMPTY)
            if not call.is_plain or call.call.repeats_name or is_beginning or body.get("name"):
                return None
            if fragment.get("index") != call.call.key or not _is_bare(delta, "tool_calls"):
                return None
            inner = [(delta, "tool_calls"), (fragment, "function"), (body, "arguments")]
            writes = (call.call.text.write, item.text.write)
        else:
            name = _text_member(delta, choice, choices)
            if part is None or name is None or not _is_bare(delta, name):
                return None
            buffer = choice.text if name == "content" else choice.reasoning[name]
            if part.kind != KINDS.get(name, part.kind) or not isinstance(buffer, StringIO):
                return None
            inner = [(delta, name)]
            writes = (buffer.write, part.text.write)
        outer = _form(chunk, "choices", PADDING)
        path = [outer, *(_form(*step) for step in ((first, "delta"), *inner))]
        event, padded = delta_event(item, part), PADDING in chunk
        return _make_translator(path, writes, event, writer, fold, padded)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


KINDS = {"content": TEXT}
PLAIN = frozenset(("calls", "content", "refusal", *FIELDS))  # additions of plain chunks


def _has_more(owner: Object) -> bool:
    return any(owner.get(name) is not None for name in MORE)


def _text_member(delta: Object, choice: ChoiceFold, choices: ChoiceWriter) -> str | None:
    """Return the member with the text, or None if it may be something else."""
    if delta.get("content"):
        is_plain = choice.parts is None and choices.splitter.has_plain_text
        return "content" if is_plain else None
    source = choices.splitter.source
    part = choices.writer.part
    is_reasoning = part is not None and part.kind not in (TEXT, REFUSAL)
    return source if is_reasoning and source in FIELDS and delta.get(source) else None


def _is_bare(delta: Object, text: str) -> bool:
    """Return whether all other members of a delta are empty, or have no effect when repeated."""
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
