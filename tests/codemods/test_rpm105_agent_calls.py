"""RPM105: calls of agents with messages."""

from __future__ import annotations

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from migrating import codes_of, migrate, migrate_unchanged

HEAD = (
    "from mlflow.pyfunc import ChatAgent\nfrom mlflow.types.agent import ChatAgentResponse\n\n\n"
    "class A(ChatAgent):\n    def predict(self, messages, context=None):\n"
    "        return self.ask(messages)\n\n    def predict_stream(self, messages, context=None):\n"
    "        yield from self.ask(messages)\n"
)


@pytest.mark.parametrize(
    "call",
    [
        'loaded.predict({"messages": messages})',
        "loaded.predict(request)",
        "model.predict(frame=1)",
        "self.classify(messages)",
        "predict(messages)",
    ],
)
def test_other_calls_are_left(call: str) -> None:
    text = f"{HEAD}\n    def other(self, messages):\n        return {call}\n"
    result = migrate(text)
    assert f"        return {call}\n" in result.text
    assert "RPM105" not in result.rewritten
    assert "RPM105" not in codes_of(result)


def test_without_an_agent_nothing_is_touched() -> None:
    migrate_unchanged("import ChatAgentTools\n\nmodel.predict(messages, context)\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("self.predict(messages, None)", "self._chat_answer(messages, None)"),
        ("self.predict(messages=messages)", "self._chat_answer(messages=messages)"),
        ("self.predict([*messages])", "self._chat_answer([*messages])"),
        ("super().predict(messages)", "super()._chat_answer(messages)"),
        ("A.predict(self, messages)", "A._chat_answer(self, messages)"),
        ("run(self.predict, messages)", "run(self._chat_answer, messages)"),
        ("list(self.predict_stream(messages))", "list(self._chat_chunks(messages))"),
    ],
)
def test_an_agent_that_asks_itself_asks_its_code(old: str, new: str) -> None:
    result = migrate(f"{HEAD}\n    def other(self, messages):\n        return {old}\n")
    assert f"        return {new}\n" in result.text
    assert result.rewritten["RPM105"] == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "self.helper.predict(messages, None)",
            "as_chat_agent(self.helper).predict(messages, None)",
        ),
        ("helper.predict(messages=x)", "as_chat_agent(helper).predict(messages=x)"),
        ("helpers[0].predict([x])", "as_chat_agent(helpers[0]).predict([x])"),
        ("helper.predict(x).messages", "as_chat_agent(helper).predict(x).messages"),
        ("list(helper.predict_stream(x))", "list(as_chat_agent(helper).predict_stream(x))"),
    ],
)
def test_other_agents_are_asked_as_before(old: str, new: str) -> None:
    result = migrate(f"{HEAD}\n    def other(self, helper, messages, x):\n        return {old}\n")
    assert f"        return {new}\n" in result.text
    assert "    as_chat_agent,\n" in result.text


def test_an_answer_that_is_read_as_one_was_an_agents() -> None:
    result = migrate(
        f"{HEAD}\ndef other(helper, x):\n    said = helper.predict(x)\n    said.messages\n"
    )
    assert "    said = as_chat_agent(helper).predict(x)\n" in result.text


def test_what_nobody_can_tell_is_reported() -> None:
    result = migrate(f"{HEAD}\ndef other(helper, x):\n    return helper.predict(x)\n")
    assert "    return helper.predict(x)\n" in result.text
    assert [(finding.code, finding.severity) for finding in result.findings] == [("RPM105", "info")]


def test_a_request_to_itself_is_reported() -> None:
    result = migrate(
        f"{HEAD}\n    def other(self, request):\n        return self.predict(request)\n"
    )
    assert [(finding.code, finding.severity) for finding in result.findings] == [
        ("RPM105", "error")
    ]
