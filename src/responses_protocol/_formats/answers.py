"""The layout of answers, which have groups of members only: no list is translated by itself."""

from __future__ import annotations

from responses_protocol._formats.body_layouts import BodyLayout, Form, TakenList
from responses_protocol._formats.error_bodies import is_error
from responses_protocol._formats.list_locations import Resolve
from responses_protocol._formats.options import Options
from responses_protocol._values import Json, Object
from responses_protocol.errors import ConversionError


def make_layout(content: str, always: bool) -> BodyLayout:
    """Return the layout of answers whose content is in this member.

    With ``always``, only the body of an error may lack it.
    """

    def take(
        payload: Object, options: Options, resolve: Resolve | None
    ) -> tuple[dict[str, TakenList], Object]:
        values = payload.get(content)
        is_missing = content not in payload and always  # dumps write null for none
        if (is_missing and not is_error(payload)) or not isinstance(values, list | None):
            raise ConversionError(f"an answer needs a list of {content}, or an error")
        for index, value in enumerate(values or ()):
            if not isinstance(value, dict):
                raise ConversionError("must be an object", f"/{content}/{index}")
        return {}, dict(payload)

    return BodyLayout(take, _put, _form, _form_losses)


def _put(
    lists: dict[str, list[Json]], forms: dict[str, Form], rest: Object, options: Options
) -> Object:
    return rest


def _form(name: str, values: list[Json], options: Options) -> Form:
    raise AssertionError("an answer has no lists")


def _form_losses(name: str, source: Form, usual: Form) -> list[tuple[str, str]]:
    raise AssertionError("an answer has no lists")
