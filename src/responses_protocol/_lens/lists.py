"""Translate a list of values, and record the source segment by segment."""

from __future__ import annotations

from typing import NamedTuple

from responses_protocol._formats.registry import Options, Translation, new_ids
from responses_protocol._formats.turns import Cut
from responses_protocol._jsontext import digest
from responses_protocol._lens.records import Record, Texts, make_record, restore_record
from responses_protocol._lens.segments import digest_of_run
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError

# The values to translate, where these are more than the list contains, and for each border in them
# the border in the list.
Reads = tuple[list[Json], list[int]] | None


Translated = tuple[list[Json], list[Cut]]  # the results, and the ends of their segments


class ListRecords(NamedTuple):
    """The records of the segments of a list, and the strings that they refer to."""

    segments: list[Record]
    texts: list[Texts]

    def source(self) -> list[Json]:
        """Return a copy of the recorded list."""
        values: list[Json] = []
        for segment, texts in zip(self.segments, self.texts, strict=True):
            values += restore_record(segment, texts.__getitem__)
        return values


def record_list(
    values: list[Json], translated: Translated, translation: Translation
) -> ListRecords:
    """Record a list, segment by segment."""
    find_usual = translation.usual_texts
    results, cuts = translated
    segments: list[Record] = []
    texts_of_segments: list[Texts] = []
    start = first = 0
    for stop, last in cuts:
        run = results[first:last]
        count = last - first
        if count == 1:
            segment: Record = {"digest": digest(run[0])}
        else:
            segment = {"digest": digest_of_run(run), "count": count}
        name, values_or_template, texts = make_record(values[start:stop], run, find_usual)
        segment[name] = values_or_template
        segments.append(segment)
        texts_of_segments.append(texts)
        start, first = stop, last
    return ListRecords(segments, texts_of_segments)


def translate_list(
    values: list[Json], translation: Translation, options: Options, reads: Reads
) -> Translated:
    """Translate ``values``; return the results, and the ends of the segments on both sides.

    Raises ConversionError with a pointer into ``values``.
    """
    try:
        results, cuts = translation.forward(values if reads is None else reads[0], options, None)
    except ConversionError as error:
        if reads is None:
            raise
        raise _locate_error(error, values, *reads) from None
    for index, new_id in new_ids(results, translation.target, options).items():
        results[index]["id"] = new_id
    if reads is not None:
        cuts = [(reads[1][stop], last) for stop, last in cuts]
    if not cuts and values:
        cuts = [(len(values), 0)]
    return results, cuts


def _locate_error(
    error: ConversionError, values: list[Json], reads: list[Json], origins: list[int]
) -> ConversionError:
    """Return an error with a pointer into ``values``, if its cause is in them."""
    index, *inner = error.pointer[1:].split("/")
    position = origins[int(index)]
    if position < len(values) and values[position] is reads[int(index)]:
        return ConversionError(error.reason, "/".join(("", str(position), *inner)))
    return ConversionError(f"in a list that is read beside this one: {error.reason}")
