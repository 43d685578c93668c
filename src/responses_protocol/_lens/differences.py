"""Find the losses of a list: compare it with its reverse translation, when losses are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from responses_protocol._formats.registry import (
    IN_LIST,
    ListLocation,
    Options,
    Translation,
    new_ids,
)
from responses_protocol._lens.lists import Translated
from responses_protocol._lens.losses import name_patch
from responses_protocol._lens.patch import Patch, diff
from responses_protocol._values import Json

Named = Iterator[tuple[str, str]]  # codes, and pointers into the list
Span = tuple[int, int, int, Patch]  # ends of a segment: in source, results, reverse translation


class ListDifferences(NamedTuple):
    """The translation of a list, its reverse translation, and the differences of their segments."""

    results: list[Json]
    source: list[Json]
    spans: list[Span]
    reverse: list[Json]
    translation: Translation
    options: Options

    def losses(self) -> Named:
        """Name every difference between the source and the reverse translation."""
        side = self.translation.side
        new_id_of = new_ids(self.reverse, self.translation.source, self.options)
        start = reverse_start = result_start = 0
        for stop, result_stop, reverse_stop, patch in self.spans:
            if new_id_of and not new_id_of.keys().isdisjoint(range(reverse_start, reverse_stop)):
                pairs = (
                    (self.reverse[index], new_id_of.get(index))
                    for index in range(reverse_start, reverse_stop)
                )
                reverse = [{**value, "id": new_id} if new_id else value for value, new_id in pairs]
                patch = diff(reverse, self.source[start:stop], side.identity)
            if start < stop:  # a segment of the source, not of a list that is read beside it
                reverse, extra = self.reverse[reverse_start:reverse_stop], side.name_extra
                named_losses = name_patch(patch, self.source, start, side.name_loss, reverse, extra)
                results = self.results[result_start:result_stop]
                review = side.review
                yield from (
                    review(named_losses, self.source, results, self.options)
                    if review
                    else named_losses
                )
            start, reverse_start, result_start = stop, reverse_stop, result_stop

    def has_extra_values(self) -> bool:
        """Return whether the reverse translation has values that only stood beside the source."""
        start = 0
        for stop, _, _, patch in self.spans:
            if start == stop and patch:
                return True
            start = stop
        return False


def list_notices(values: list[Json], translation: Translation, options: Options) -> Named:
    """Name the notices of a list: defects of the source, and effects of options."""
    find = translation.side.find_notices
    for code, path in find(values, options) if find else ():
        yield code, "".join(f"/{part}" for part in path)


def locate_all(named_pointers: Named, location: ListLocation) -> Named:
    """Turn pointers into a list into pointers into its payload."""
    if location is IN_LIST:
        return named_pointers
    return ((code, location.locate(pointer)) for code, pointer in named_pointers)


def list_differences(
    values: list[Json], translated: Translated, translation: Translation, options: Options
) -> ListDifferences:
    """Translate the results of ``values`` back, and compare both segment by segment."""
    results, cuts = translated
    reverse, reverse_cuts = translation.backward(results, options, None)
    spans: list[Span] = []
    reverse_stop_of = dict(reverse_cuts)
    total = len(results)
    start = reverse_start = 0
    for stop, result_stop in cuts:
        # a common cut of both translations, or the end
        reverse_stop = reverse_stop_of.get(result_stop) if result_stop < total else len(reverse)
        if reverse_stop is None:
            continue
        spans.append(
            (
                stop,
                result_stop,
                reverse_stop,
                diff(
                    reverse[reverse_start:reverse_stop],
                    values[start:stop],
                    translation.side.identity,
                ),
            )
        )
        start, reverse_start = stop, reverse_stop
    return ListDifferences(results, values, spans, reverse, translation, options)
