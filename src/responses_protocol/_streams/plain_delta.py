"""The fast path for the usual event of a stream: a delta that follows another one.

The fast path decides nothing: the next delta of the same part needs none of the checks that find
the part, and these checks are half of the cost of a stream. All other events take the usual path.
"""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol._streams.chunk_writer import choice_with
from responses_protocol._streams.plain_text import NUMBER, PADDING, PlainText
from responses_protocol._streams.response_fold import ResponseFold
from responses_protocol._values import Json, Object


def make_fast_path(
    event: Object,
    index: str,
    writes: tuple[Callable[[str], object], Callable[[str], object]],
    fold: ResponseFold,
    head: Object,
    delta: Callable[[str], Object] | None = None,
) -> PlainText:
    """Return the functions that add the deltas of one part, that of ``event``.

    ``index`` is the name of the member with the index of the part, ``writes`` add to its texts.
    ``delta`` makes the delta of a chunk; without it, the chunks add to the content. The variables
    of an outer function are the fastest ones in Python.
    """
    kind, number, item_id = event["type"], event.get("output_index"), event.get("item_id")
    part = event.get(index)
    write_fold, write_chunk = writes
    chunk, choice = {**head, "choices": None}, choice_with({})

    def add(text: str) -> int:
        write_fold(text)
        write_chunk(text)
        fold.count += 1
        return 0

    def translate(event: Json) -> list[Object] | None:
        try:
            text = event["delta"]
            if (
                event["type"] != kind
                or event["output_index"] != number
                or event.get("item_id") != item_id
                or event.get(index) != part
                or type(text) is not str
                or not text
                or event.get("logprobs")
            ):
                return None
        except (AttributeError, KeyError, TypeError):
            return None
        add(text)
        return [write(text)]

    def write(text: str) -> Object:
        new_chunk, new_choice = chunk.copy(), choice.copy()
        new_chunk["choices"] = [new_choice]
        new_choice["delta"] = {"content": text} if delta is None else delta(text)
        return new_chunk

    return PlainText(("delta",), (NUMBER, PADDING), translate, add, write)
