"""A list of values, translated with what undoes that, segment by segment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from responses_protocol.errors import ConversionError
from responses_protocol.formats.registry import (
    IN_LIST,
    Options,
    Places,
    Translation,
    unique_ids,
)
from responses_protocol.lens.losses import name_patch
from responses_protocol.lens.patch import Patch, diff
from responses_protocol.lens.segments import LONG_RUN, digest, mark
from responses_protocol.values import Json

Named = Iterator[tuple[str, str]]  # codes, and pointers into the list


@dataclass(frozen=True, eq=False)
class ListConversion:
    """What became of a list: its translation, and the records of its segments.

    ``patches`` are those of the segments that need one, each with its range in ``source``; where
    there is none, the way back gives the source, and ``segments`` is empty.
    """

    made: list[Json]
    segments: list[Json]
    source: list[Json]
    patches: list[tuple[int, int, Patch]]
    back: list[Json]
    translation: Translation
    options: Options

    def losses(self) -> Named:
        """Name every difference between the source and what the way back gives."""
        side = self.translation.side
        regained = self._regained()
        for start, stop, patch in self.patches:
            if start == stop:
                continue  # nothing of the source, but what was read beside it
            for found in name_patch(patch, self.source, start, stop, side.name_loss):
                if found[1] not in regained:
                    yield found

    def notices(self) -> Named:
        """Name what is to be told of the source though nothing of it is lost."""
        find = self.translation.side.find_notices
        for code, path in find(self.source, self.options) if find else ():
            yield code, "".join(f"/{part}" for part in path)

    def _regained(self) -> set[str]:
        """Point at ids that the way back makes after all, when it tells equal ones apart."""
        if "backward" not in self.translation.mints:
            return set()
        made = set(unique_ids(self.back).values())
        if not made:
            return made
        ids = ((at, item.get("id")) for at, item in enumerate(self.source))
        return {f"/{at}/id" for at, own in ids if isinstance(own, str) and own in made}


def located(found: Named, places: Places) -> Named:
    """Make pointers into a list pointers into the payload that it was taken from."""
    if places is IN_LIST:
        return found
    return ((code, places.locate(pointer)) for code, pointer in found)


def _own_place(
    error: ConversionError, values: list[Json], reads: list[Json], origins: list[int]
) -> ConversionError:
    """Point into ``values`` where the error is there; what is read beside them has no place."""
    index, *inner = error.pointer[1:].split("/")
    at = origins[int(index)]
    if at < len(values) and values[at] is reads[int(index)]:
        return ConversionError(error.reason, "/".join(("", str(at), *inner)))
    return ConversionError(f"in what is read beside this: {error.reason}")


def convert_list(
    values: list[Json],
    translation: Translation,
    options: Options,
    reads: list[Json] | None = None,
    origins: list[int] | None = None,
) -> ListConversion:
    """Translate ``values``, and record what the way back would not give.

    Where more is translated than the source holds, that is ``reads``, and ``origins`` has the
    border in ``values`` for every border in it. Raises ConversionError with a pointer into
    ``values``.
    """
    try:
        made, cuts = translation.forward(values if reads is None else reads, options, None)
    except ConversionError as error:
        if reads is None or origins is None:
            raise
        raise _own_place(error, values, reads, origins) from None
    if "forward" in translation.mints:
        for index, new_id in unique_ids(made).items():
            made[index]["id"] = new_id
    back, back_cuts = translation.backward(made, options, None)
    spans: list[tuple[int, int, Patch]] = []
    patches: list[tuple[int, int, Patch]] = []
    identity, size = translation.side.identity, len(values)
    given_at = dict(back_cuts)
    total = len(made)
    x0 = y0 = z0 = 0
    for x1, y1 in cuts or [(size if reads is None else len(reads), 0)]:
        # a cut that both translations have, and in any case the end
        z1 = given_at.get(y1) if y1 < total else len(back)
        if z1 is None:
            continue
        if origins is not None:
            x1 = origins[x1]
        patch = diff(back[z0:z1], values[x0:x1], identity)
        if patch:
            patches.append((x0, x1, patch))
        spans.append((y0, y1, patch))
        x0, y0, z0 = x1, y1, z1
    segments = _segments(made, spans) if patches else []
    return ListConversion(made, segments, values, patches, back, translation, options)


def _segments(made: list[Json], spans: list[tuple[int, int, Patch]]) -> list[Json]:
    """Return the records of ranges of what was made, each with the patch of what is read back."""
    segments: list[Json] = []
    for start, stop, patch in spans:
        count = stop - start
        found = digest(made[start:stop]) if 0 < count < LONG_RUN else mark(made[start:stop])
        segment: dict[str, Json] = {"digest": found}
        if count != 1:
            segment["count"] = count
        if patch:
            segment["patch"] = patch
        segments.append(segment)
    return segments
