"""The names for writing a dialect outside of this package, and for registering it.

A dialect is one ``DialectRegistration``. Once it is registered, ``convert``, ``restore``,
``validate``, ``testing.histories`` and ``convert_stream`` accept its name:

    from responses_protocol.dialects import DialectRegistration, register_dialect

    TOY = register_dialect(DialectRegistration(name="toy", label="Toy"))

``CONTRIBUTING.md`` has the recipe, and ``tests/dialects`` a whole dialect.
"""

from __future__ import annotations

from responses_protocol._formats.bodies import BodyPair
from responses_protocol._formats.body_layouts import BodyLayout, Context, MemberGroup, pass_on
from responses_protocol._formats.codes import Code
from responses_protocol._formats.dialect import (
    AnswerRequests,
    DialectRegistration,
    StreamTranslation,
    StringHistory,
)
from responses_protocol._formats.history_bodies import history_layout
from responses_protocol._formats.loss_tables import name_by_tables
from responses_protocol._formats.open_calls import Call
from responses_protocol._formats.registry import HUB, register_dialect, remove_dialect
from responses_protocol._formats.requests import LAYOUT_WITHOUT_TOOLS as RESPONSES_REQUEST
from responses_protocol._formats.responses.identity import CHOICES, ITEMS, TOOLS
from responses_protocol._formats.subjects import Subject
from responses_protocol._formats.translations import Identity, Side, TranslationPair, late
from responses_protocol._formats.turns import Cut, OpenTurn

__all__ = [
    "CHOICES",
    "HUB",
    "ITEMS",
    "RESPONSES_REQUEST",
    "TOOLS",
    "AnswerRequests",
    "BodyLayout",
    "BodyPair",
    "Call",
    "Code",
    "Context",
    "Cut",
    "DialectRegistration",
    "Identity",
    "MemberGroup",
    "OpenTurn",
    "Side",
    "StreamTranslation",
    "StringHistory",
    "Subject",
    "TranslationPair",
    "history_layout",
    "late",
    "name_by_tables",
    "pass_on",
    "register_dialect",
    "remove_dialect",
]
