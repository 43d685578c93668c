"""ChatAgent requests and answers: how they are taken apart, against both other dialects."""

from __future__ import annotations

from responses_protocol._formats import requests
from responses_protocol._formats.bodies import BodyPair
from responses_protocol._formats.chat_agent import bodies
from responses_protocol._formats.history_bodies import history_layout

REQUESTS = BodyPair(
    requests.LAYOUT_WITHOUT_TOOLS,
    history_layout("messages"),
    bodies.REQUEST_GROUPS,
    bodies.name_request_loss,
)
CHAT_REQUESTS = BodyPair(
    history_layout("messages"),
    history_layout("messages"),
    bodies.CHAT_REQUEST_GROUPS,
    bodies.name_request_loss,
)
ANSWERS = BodyPair(
    history_layout("output"),
    history_layout("messages"),
    bodies.ANSWER_GROUPS,
    bodies.name_answer_loss,
)
