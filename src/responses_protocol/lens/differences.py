"""Where a list differs from what the way back gives: its losses, found when they are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from responses_protocol.formats.registry import (
    IN_LIST,
    ListLocation,
    Options,
    Translation,
    new_ids,
)
from responses_protocol.lens.lists import Translated
from responses_protocol.lens.losses import name_patch
from responses_protocol.lens.patch import Patch, diff
from responses_protocol.values import Json

Named = Iterator[tuple[str, str]]  # codes, and pointers into the list
Span = tuple[int, int, int, Patch]  # where it ends in the source, what was made, what is read back


class ListDifferences(NamedTuple):
    """What became of a list, there and back, and the differences segment by segment."""

    made: list[Json]
    source: list[Json]
    spans: list[Span]
    back: list[Json]
    translation: Translation
    options: Options

    def losses(self) -> Named:
        """Name every difference between the source and what the way back gives."""
        side = self.translation.side
        renamed = new_ids(self.back, self.translation.source, self.options)
        start = begin = first = 0
        for stop, last, end, patch in self.spans:
            if renamed and not renamed.keys().isdisjoint(range(begin, end)):
                names = ((self.back[at], renamed.get(at)) for at in range(begin, end))
                back = [{**value, "id": own} if own else value for value, own in names]
                patch = diff(back, self.source[start:stop], side.identity)
            if start < stop:  # something of the source, and not of what was read beside it
                back, extra = self.back[begin:end], side.name_extra
                found = name_patch(patch, self.source, start, side.name_loss, back, extra)
                made = self.made[first:last]
                review = side.review
                yield from review(found, self.source, made, self.options) if review else found
            start, begin, first = stop, end, last

    def has_more(self) -> bool:
        """Tell whether the way back gives something that only stood beside the source."""
        start = 0
        for stop, _, _, patch in self.spans:
            if start == stop and patch:
                return True
            start = stop
        return False


def list_notices(values: list[Json], translation: Translation, options: Options) -> Named:
    """Name what is to be told of a list though nothing of it is lost."""
    find = translation.side.find_notices
    for code, path in find(values, options) if find else ():
        yield code, "".join(f"/{part}" for part in path)


def located(found: Named, places: ListLocation) -> Named:
    """Make pointers into a list pointers into the payload that it was taken from."""
    if places is IN_LIST:
        return found
    return ((code, places.locate(pointer)) for code, pointer in found)


def differences(
    values: list[Json], translated: Translated, translation: Translation, options: Options
) -> ListDifferences:
    """Translate back what was made of ``values``, and compare them segment by segment."""
    made, cuts = translated
    back, back_cuts = translation.backward(made, options, None)
    spans: list[Span] = []
    given_at = dict(back_cuts)
    total = len(made)
    x0 = z0 = 0
    for x1, y1 in cuts:
        # a cut that both translations have, and in any case the end
        z1 = given_at.get(y1) if y1 < total else len(back)
        if z1 is None:
            continue
        spans.append((x1, y1, z1, diff(back[z0:z1], values[x0:x1], translation.side.identity)))
        x0, z0 = x1, z1
    return ListDifferences(made, values, spans, back, translation, options)
