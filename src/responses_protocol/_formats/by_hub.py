"""Translations between two dialects of which neither is the hub: by way of its items."""

from __future__ import annotations

from responses_protocol._formats.options import Options
from responses_protocol._formats.translations import Translator
from responses_protocol._formats.turns import Cut, OpenTurn
from responses_protocol._values import Json


def through(first: Translator, second: Translator) -> Translator:
    """Return the translator that applies ``first``, to the hub, and then ``second``, from it."""

    def translate(
        values: list[Json], options: Options, opened: OpenTurn | None = None
    ) -> tuple[list[Json], list[Cut]]:
        items, cuts = first(values, options, opened)
        if opened is not None and opened.second is None:
            opened.second = OpenTurn()
        if opened is not None and opened.has_only_outputs and opened.second is not None:
            opened.second.all_values = items
        results, later_cuts = second(items, options, None if opened is None else opened.second)
        ends = dict(later_cuts)
        return results, [(read, ends[stop]) for read, stop in cuts if stop in ends]

    return translate
