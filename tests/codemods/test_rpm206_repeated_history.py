"""RPM206: answers that repeat the history."""

from __future__ import annotations

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from migrating import codes_of, migrate

HEAD = (
    "from mlflow.pyfunc import ChatAgent\nfrom mlflow.types.agent import ChatAgentResponse\n\n\n"
    "class A(ChatAgent):\n    def predict(self, messages, context=None, custom_inputs=None):\n"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "state = self.graph.invoke(x)\n        return ChatAgentResponse(**state)",
            "return new_response_of(request, **state)",
        ),
        (
            "return ChatAgentResponse(**asyncio.run(self.graph.ainvoke(x)))",
            "return new_response_of(request, **asyncio.run(self.graph.ainvoke(x)))",
        ),
        (
            "return ChatAgentResponse(messages=self.graph.invoke(x)['messages'])",
            "return new_response_of(request, messages=self.graph.invoke(x)['messages'])",
        ),
        (
            "s = self.graph.invoke(x)\n        r = ChatAgentResponse(**s)\n        return r",
            "return new_response_of(request, r)",
        ),
        (
            "request = ask(messages)\n        s = self.graph.invoke(request)\n"
            "        return ChatAgentResponse(**s)",
            "return new_response_of(agent_request, **s)",
        ),
    ],
)
def test_only_new_messages_of_a_state_are_output(body: str, expected: str) -> None:
    result = migrate(f"{HEAD}        {body}\n")
    assert expected in result.text
    assert [(finding.code, finding.severity) for finding in result.findings] == [("RPM206", "info")]


def test_a_possible_state_is_reported() -> None:
    result = migrate(f"{HEAD}        return ChatAgentResponse(**output)\n")
    assert "return new_response_of(request, **output)" in result.text
    assert [(finding.code, finding.severity) for finding in result.findings] == [
        ("RPM206", "warning")
    ]


def test_a_split_method_passes_its_answer_on() -> None:
    result = migrate(
        f"{HEAD}        return ChatAgentResponse(**self.graph.invoke(x))\n\n"
        "    def predict_stream(self, messages):\n        yield from self.predict(messages)\n"
    )
    assert "new_response_of(\n            request,\n            self._chat_answer(" in result.text
    assert [(finding.code, finding.severity) for finding in result.findings] == [
        ("RPM206", "info"),
        ("RPM206", "warning"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "return ChatAgentResponse(messages=said)",
        "return ChatAgentResponse(**{'messages': said})",
        "return ChatAgentResponse(messages=[self.llm.invoke(x)])",
    ],
)
def test_other_answers_are_no_concern(body: str) -> None:
    result = migrate(f"{HEAD}        {body}\n")
    assert "new_response_of" not in result.text
    assert codes_of(result) == []


def test_a_stream_of_states_is_found() -> None:
    text = (
        f"{HEAD}        return self.ask()\n\n    def predict_stream(self, messages):\n"
        "        for state in self.graph.stream(x, stream_mode='values'):\n"
        "            yield state['messages'][-1]\n"
    )
    assert codes_of(migrate(text)) == ["RPM206"]
