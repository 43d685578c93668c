"""RPM315: agents of other files that are called with messages."""

from __future__ import annotations

import pytest
from fixing import OTHER_FILE, fixed, stays
from migrating import migrated_files

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


def becoming(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return what becomes of a caller of an agent that migrates with it, and what is found."""
    agent = (
        "from mlflow.pyfunc import ChatAgent\n\n\nclass Agent(ChatAgent):\n"
        "    def predict(self, messages): ...\n\n\nAGENT = Agent()\n"
    )
    made = migrated_files({"agent.py": agent, "caller.py": BEFORE + text})
    told: list[tuple[str, str]] = [
        (one.code, one.severity) for one in made.findings if one.path == "caller.py"
    ]
    return made.texts["caller.py"].removeprefix(BEFORE), told


@pytest.mark.parametrize(
    "text",
    [
        "def ask(request):\n    return AGENT.predict(request)\n",
        'r = {"messages": []}\nr["messages"].append(1)\nAGENT.predict(r)\n',
        'r = {"messages": [x]}\nprint(AGENT.predict(r).messages)\nsend(r)\n',
        "f = AGENT.predict_stream\n",
        "for agent in (AGENT, other):\n    agent.predict(r)\n",
    ],
)
def test_what_is_not_understood_stays_whole_and_is_found(text: str) -> None:
    made, found = becoming(text)
    assert "as_chat_agent(" in made
    assert found == [("RPM315", "info")]
    for name in ("AGENT", "agent"):
        made = made.replace(f"as_chat_agent({name}).", f"{name}.")
    assert made.endswith(text)


def test_an_agent_that_leaves_the_text_is_found() -> None:
    for text in ("from other import serve\nserve(AGENT)\n", "serve(agents=[AGENT])\n"):
        made, found = becoming(text)
        assert made.endswith(text)
        assert found == [("RPM315", "warning")]


@pytest.mark.parametrize(
    "text",
    [
        "import mlflow\nmlflow.models.set_model(AGENT)\n",
        "print(AGENT, isinstance(AGENT, object))\n",
        'AGENT.predict({"input": []}).output\n',
        "client.predict_stream(endpoint='e', inputs=x)\n",
        "other.predict(r)\n",
        "AGENT.predict = mock\n",
    ],
)
def test_what_asks_no_chat_agent_is_no_concern(text: str) -> None:
    assert becoming(text) == (text, [])
