"""What OpenAI's endpoint took has no errors, by no rule."""

from __future__ import annotations

from typing import Any

import pytest
from recorded_lines_of import accepted
from recordings import needs_corpus

from responses_protocol.checks.rule import Settings
from responses_protocol.checks.subjects import SUBJECTS
from responses_protocol.checks.validation import findings

FILES = {
    "responses/request": "responses.request.jsonl",
    "chat_completions/request": "chat.request.jsonl",
}
# (id of the recording, code of the rule) -> why that is right
EXCEPTIONS = {
    ("03425935598740da", "RP212"): "refused for just this; its answer is not among the recordings",
}


@needs_corpus
@pytest.mark.parametrize("subject", FILES)
def test_no_errors_in_accepted_requests(subject: str) -> None:
    requests = accepted(FILES[subject])
    assert requests
    found: dict[tuple[str, str], Any] = {}
    for line in requests:
        for one in findings(line["payload"], SUBJECTS[subject], Settings(target="openai")):
            if one.severity == "error":
                found[line["id"], one.code] = one.message
    assert found.keys() == {key for key in EXCEPTIONS if key[0] in {x["id"] for x in requests}}
