"""RPM315: agents of other files that are called with messages."""

from __future__ import annotations

import pytest
from fixing import OTHER_FILE, fixed, stays

pytest.importorskip("libcst", reason="LibCST is not installed")
BEFORE = "from agent import AGENT\n"


@pytest.mark.parametrize(
    "text",
    [
        "AGENT.predict({'input': messages})\n",
        "AGENT.predict(request)  # messages\n",
        "AGENT.predict(**messages)\n",
        "other.predict(messages=messages)\n",
        "AGENT.predict(messages=messages, temperature=1)\n",
    ],
)
def test_what_is_no_concern_stays(text: str) -> None:
    stays(text, "RPM315", before=BEFORE, known=OTHER_FILE)


@pytest.mark.parametrize(
    "text",
    [
        "AGENT.predict(messages=[ChatAgentMessage(**m) for m in x])\n",
        "AGENT.predict([ChatAgentMessage(role='user', content='Hi')]).messages[-1].content\n",
        "for chunk in AGENT.predict_stream(messages, None, {'a': 1}):\n    print(chunk.delta)\n",
    ],
)
def test_messages_are_asked_with_as_before(text: str) -> None:
    made = fixed(text, "RPM311", "RPM312", "RPM313", "RPM315", before=BEFORE, known=OTHER_FILE)
    assert made.texts[1].endswith(text.replace("AGENT", "as_chat_agent(AGENT)"))
    assert "migrated import as_chat_agent\n" in "".join(made.texts)
    assert made.notes == ()
