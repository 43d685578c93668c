"""RP417: the first reasoning models take no instructions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.wording import OPENAI

HINT = "Move the text into the user's message, or use a model such as o1 or o3-mini."
ROLES = ("system", "developer")
_FIRST_MODELS = re.compile(r"(^|[/:])o1-(mini|preview)\b")


def _check(view: View) -> Iterator[Problem]:
    model = view.request.get("model") if isinstance(view.request, dict) else None
    if not isinstance(model, str) or not _FIRST_MODELS.search(model):
        return
    for role in ROLES:
        for index in view.by_role.get(role, ()):
            pointer = f"/{index}/role"
            subject = f"'{view.place_of(pointer)}' does not support '{role}'"
            yield Problem(pointer, f"Unsupported value: {subject} with this model.", HINT)


def _request(role: str) -> dict[str, object]:
    return {"model": "o1-mini", "messages": [{"role": role, "content": "Be brief. Hello!"}]}


RP417 = Rule(
    code="RP417",
    name="role-of-model",
    summary="A request to o1-mini or o1-preview has no messages of the system or the developer.",
    views=("chat_history",),
    check=_check,
    subject="chat_completions/request",
    wrong=_request("system"),
    right=_request("user"),
    why="The first models that reason were made without instructions, and refuse them.",
    how_to_fix=(
        "Write the instructions into the first message of the user, or use `o1` or `o3-mini`."
    ),
    source=(
        "https://github.com/microsoft/agent-framework/issues/1077, "
        "https://github.com/QuantumNous/new-api/issues/847"
    ),
    targets=OPENAI,
)
