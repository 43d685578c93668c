"""RPM315: agents of other files that are called with messages."""

from __future__ import annotations

import pytest
from fixing import OTHER_FILE, assert_unchanged, fix_text
from migrating import migrate_files

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
    assert_unchanged(text, "RPM315", before=BEFORE, known=OTHER_FILE)


@pytest.mark.parametrize(
    "text",
    [
        "AGENT.predict(messages=[ChatAgentMessage(**m) for m in x])\n",
        "AGENT.predict([ChatAgentMessage(role='user', content='Hi')]).messages[-1].content\n",
        "for chunk in AGENT.predict_stream(messages, None, {'a': 1}):\n    print(chunk.delta)\n",
    ],
)
def test_messages_are_asked_with_as_before(text: str) -> None:
    result = fix_text(text, "RPM311", "RPM312", "RPM313", "RPM315", before=BEFORE, known=OTHER_FILE)
    assert result.texts[1].endswith(text.replace("AGENT", "as_chat_agent(AGENT)"))
    assert "migrated import as_chat_agent\n" in "".join(result.texts)
    assert result.findings == ()


def migrate_caller(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return what becomes of a caller of an agent that migrates with it, and what is found."""
    agent = (
        "from mlflow.pyfunc import ChatAgent\n\n\nclass Agent(ChatAgent):\n"
        "    def predict(self, messages): ...\n\n\nAGENT = Agent()\n"
    )
    result = migrate_files({"agent.py": agent, "caller.py": BEFORE + text})
    findings: list[tuple[str, str]] = [
        (finding.code, finding.severity)
        for finding in result.findings
        if finding.path == "caller.py"
    ]
    return result.texts["caller.py"].removeprefix(BEFORE), findings


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
def test_a_call_with_an_unknown_use_is_wrapped_and_reported(text: str) -> None:
    result, findings = migrate_caller(text)
    assert "as_chat_agent(" in result
    assert findings == [("RPM315", "info")]
    for name in ("AGENT", "agent"):
        result = result.replace(f"as_chat_agent({name}).", f"{name}.")
    assert result.endswith(text)


def test_an_agent_passed_to_other_code_is_reported() -> None:
    for text in ("from other import serve\nserve(AGENT)\n", "serve(agents=[AGENT])\n"):
        result, findings = migrate_caller(text)
        assert result.endswith(text)
        assert findings == [("RPM315", "warning")]


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
    assert migrate_caller(text) == (text, [])
