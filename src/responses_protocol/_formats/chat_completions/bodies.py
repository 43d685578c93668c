"""Chat requests and answers: how they are taken apart, and the groups of their members."""

from __future__ import annotations

from dataclasses import replace

from responses_protocol._formats import answers, requests
from responses_protocol._formats.bodies import BodyPair
from responses_protocol._formats.chat_completions import (
    answer_members,
    body_losses,
    parameter_losses,
    parameters,
    request,
)

REQUESTS = BodyPair(
    replace(requests.LAYOUT, names=request.find_responses_names),
    request.LAYOUT,
    parameters.GROUPS,
    parameter_losses.name_parameter_loss,
    (parameters.find_chat_notices, parameters.find_responses_notices),
)
ANSWERS = BodyPair(
    answers.make_layout("output", always=False),
    answers.make_layout("choices", always=True),
    answer_members.GROUPS,
    body_losses.name_answer_loss,
    review=body_losses.review_answer,
)
