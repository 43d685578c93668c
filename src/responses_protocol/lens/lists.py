"""A list of values, translated with what undoes that, segment by segment."""

from __future__ import annotations

from typing import NamedTuple

from responses_protocol.errors import ConversionError
from responses_protocol.formats.registry import Options, Translation, new_ids
from responses_protocol.formats.turns import Cut
from responses_protocol.jsontext import digest
from responses_protocol.lens.records import Record, Texts, refill, take
from responses_protocol.lens.segments import mark
from responses_protocol.values import Json

# What is translated, where that is more than the list holds, and the border in the list for every
# border in it.
Reads = tuple[list[Json], list[int]] | None


Translated = tuple[list[Json], list[Cut]]  # what was made, and the ends of its segments


class ListRecords(NamedTuple):
    """The records of the segments of a list, and what these refer to."""

    segments: list[Record]
    texts: list[Texts]

    def source(self) -> list[Json]:
        """Return the list as it was, whatever became of it and of the value in between."""
        values: list[Json] = []
        for segment, texts in zip(self.segments, self.texts, strict=True):
            values += refill(segment, texts.__getitem__)
        return values


def record(values: list[Json], translated: Translated, translation: Translation) -> ListRecords:
    """Record a list, segment by segment."""
    usual = translation.usual_texts
    made, cuts = translated
    segments: list[Record] = []
    found: list[Texts] = []
    start = first = 0
    for stop, last in cuts:
        run = made[first:last]
        count = last - first
        if count == 1:
            segment: Record = {"digest": digest(run[0])}
        else:
            segment = {"digest": mark(run), "count": count}
        name, record, texts = take(values[start:stop], run, usual)
        segment[name] = record
        segments.append(segment)
        found.append(texts)
        start, first = stop, last
    return ListRecords(segments, found)


def translate(
    values: list[Json], translation: Translation, options: Options, reads: Reads
) -> Translated:
    """Translate ``values``; return the result, and the ends of the segments on both sides.

    Raises ConversionError with a pointer into ``values``.
    """
    try:
        made, cuts = translation.forward(values if reads is None else reads[0], options, None)
    except ConversionError as error:
        if reads is None:
            raise
        raise _own_place(error, values, *reads) from None
    for index, new_id in new_ids(made, translation.target, options).items():
        made[index]["id"] = new_id
    if reads is not None:
        cuts = [(reads[1][stop], last) for stop, last in cuts]
    if not cuts and values:
        cuts = [(len(values), 0)]
    return made, cuts


def _own_place(
    error: ConversionError, values: list[Json], reads: list[Json], origins: list[int]
) -> ConversionError:
    """Point into ``values`` where the error is there; what is read beside them has no place."""
    index, *inner = error.pointer[1:].split("/")
    at = origins[int(index)]
    if at < len(values) and values[at] is reads[int(index)]:
        return ConversionError(error.reason, "/".join(("", str(at), *inner)))
    return ConversionError(f"in what is read beside this: {error.reason}")
