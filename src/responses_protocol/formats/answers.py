"""Whole answers hold no list that is translated by itself: all of one is groups of members."""

from __future__ import annotations

from responses_protocol.errors import ConversionError
from responses_protocol.formats.body_layouts import BodyLayout, Form, Object, TakenList
from responses_protocol.formats.error_bodies import is_error
from responses_protocol.formats.list_locations import Resolve
from responses_protocol.formats.options import Options
from responses_protocol.values import Json


def frame(content: str, always: bool) -> BodyLayout:
    """Return the frame of answers whose content stands in this member.

    ``always`` says that only the body of an error may be without it.
    """

    def take(
        payload: Object, options: Options, resolve: Resolve | None
    ) -> tuple[dict[str, TakenList], Object]:
        found = payload.get(content)
        absent = content not in payload and always  # null is what dumps have for none
        if (absent and not is_error(payload)) or not (found is None or isinstance(found, list)):
            raise ConversionError(f"an answer needs a list of {content}, or an error")
        for at, one in enumerate(found or ()):
            if not isinstance(one, dict):
                raise ConversionError("must be an object", f"/{content}/{at}")
        return {}, dict(payload)

    return BodyLayout(take, _put, _form, _form_losses)


def _put(
    lists: dict[str, list[Json]], forms: dict[str, Form], rest: Object, options: Options
) -> Object:
    return rest


def _form(name: str, values: list[Json], options: Options) -> Form:
    raise AssertionError("an answer has no lists")


def _form_losses(name: str, found: Form, usual: Form) -> list[tuple[str, str]]:
    raise AssertionError("an answer has no lists")
