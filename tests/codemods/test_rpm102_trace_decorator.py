"""RPM102: the traces that MLflow makes itself."""

from __future__ import annotations

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from migrating import codes_of, migrate, migrate_unchanged

HEAD = (
    "import mlflow\nfrom mlflow.entities import SpanType\nfrom mlflow.pyfunc import ChatAgent\n"
    "from mlflow.types.agent import ChatAgentResponse\n\n\n"
)
CLASS = (
    "class A(ChatAgent):\n    # above\n    {0}\n    def predict(self, messages):\n"
    "        return ChatAgentResponse(messages=self.ask(messages))\n"
)


def test_traces_of_other_classes_and_methods_stay() -> None:
    text = (
        "import mlflow\n\n\nclass ChatAgentish:\n    @mlflow.trace\n"
        "    def predict(self, messages): ...\n"
    )
    assert migrate_unchanged(text).findings == ()
    agent = (
        HEAD + CLASS.format("# nothing") + "\n    @mlflow.trace\n    def ask(self, messages): ...\n"
    )
    assert "    @mlflow.trace\n    def ask" in migrate(agent).text


@pytest.mark.parametrize(
    "decorator",
    [
        "@mlflow.trace",
        "@mlflow.trace()",
        "@mlflow.trace(span_type=SpanType.AGENT)",
        '@mlflow.trace(span_type="AGENT")',
    ],
)
def test_a_trace_that_says_nothing_more_goes(decorator: str) -> None:
    result = migrate(HEAD + CLASS.format(decorator))
    assert "    # above\n    def predict(self, request):" in result.text
    assert "trace" not in result.text.partition("class")[2]
    assert result.rewritten["RPM102"] == 1


def test_a_comment_above_the_decorator_stays() -> None:
    result = migrate(HEAD + CLASS.format("@other\n    # of the trace\n    @mlflow.trace  # why"))
    assert "# above" in result.text
    assert "# of the trace" in result.text
    assert "# why" in result.text


@pytest.mark.parametrize(
    "decorator",
    ['@mlflow.trace(name="mine")', "@mlflow.trace(attributes={1: 2})", "@mlflow.trace('x')"],
)
def test_a_trace_that_says_more_stays_and_is_reported(decorator: str) -> None:
    result = migrate(HEAD + CLASS.format(decorator))
    assert f"    {decorator}\n    def predict(self, request):" in result.text
    assert codes_of(result) == ["RPM102"]
    assert result.findings[0].severity == "info"
    assert result.findings[0].line == HEAD.count("\n") + 3
