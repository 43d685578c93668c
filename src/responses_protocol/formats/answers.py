"""Whole answers hold no list that is translated by itself: all of one is groups of members."""

from __future__ import annotations

from responses_protocol.errors import ConversionError
from responses_protocol.formats.frames import Form, Frame, Listing, Object, Resolve
from responses_protocol.formats.options import Options
from responses_protocol.values import Json


def frame(content: str) -> Frame:
    """Return the frame of answers whose content stands in this member."""

    def take(
        payload: Object, options: Options, resolve: Resolve | None
    ) -> tuple[dict[str, Listing], Object]:
        found = payload.get(content, payload)  # null is what dumps have for none
        if not (found is None or isinstance(found, list)) and payload.get("error") is None:
            raise ConversionError(f"an answer needs a list of {content}, or an error")
        return {}, dict(payload)

    return Frame(take, _put, _form, _form_losses)


def _put(
    lists: dict[str, list[Json]], forms: dict[str, Form], rest: Object, options: Options
) -> Object:
    return rest


def _form(name: str, values: list[Json], options: Options) -> Form:
    raise AssertionError("an answer has no lists")


def _form_losses(name: str, found: Form, usual: Form) -> list[tuple[str, str]]:
    raise AssertionError("an answer has no lists")
