"""Payloads that are a history in one member, and other members beside it."""

from __future__ import annotations

from responses_protocol._formats.body_layouts import BodyLayout, Form, TakenList
from responses_protocol._formats.list_locations import ListLocation, Resolve
from responses_protocol._formats.options import Options
from responses_protocol._formats.requests import LIST, name_empty_list, put_list, take_list
from responses_protocol._values import Json, Object


def history_layout(member: str) -> BodyLayout:
    """Return the layout of payloads whose history stands in this member."""

    def take(
        payload: Object, options: Options, resolve: Resolve | None
    ) -> tuple[dict[str, TakenList], Object]:
        rest = dict(payload)
        values, form = take_list(rest, member)
        return {"history": TakenList("history", values, form, ListLocation(f"/{member}"))}, rest

    def put(
        lists: dict[str, list[Json]], forms: dict[str, Form], rest: Object, options: Options
    ) -> Object:
        payload: Object = {}
        put_list(payload, member, lists["history"], forms.get("history", LIST))
        payload.update(rest)
        return payload

    def form_losses(name: str, form: Form, usual: Form) -> list[tuple[str, str]]:
        return [name_empty_list(form, f"/{member}")]

    return BodyLayout(take, put, _form, form_losses)


def _form(name: str, values: list[Json], options: Options) -> Form:
    return LIST
