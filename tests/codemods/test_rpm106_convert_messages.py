"""RPM106: a helper that only ChatAgent has."""

from __future__ import annotations

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from migrating import codes_of, migrate, migrate_unchanged

AGENT = (
    "from mlflow.pyfunc import ChatAgent\n\n\nclass A(ChatAgent):\n"
    "    def predict(self, messages):\n        return {0}\n"
)


def test_a_helper_of_this_name_is_left_where_it_is_ones_own() -> None:
    own = AGENT.format("self._convert_messages_to_dict(messages)") + (
        "\n    def _convert_messages_to_dict(self, messages):\n        return messages\n"
    )
    assert "self._convert_messages_to_dict(messages)" in migrate(own).text
    migrate_unchanged("class ChatAgentish:\n    x = self._convert_messages_to_dict(messages)\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("messages", "messages"),
        ("messages=messages", "messages"),
        ("messages[-3:]", "messages[-3:]"),
        ("a if b else c", "(a if b else c)"),
        ("before + messages", "before + messages"),
    ],
)
def test_messages_are_dumped_where_the_call_was(old: str, new: str) -> None:
    result = migrate(AGENT.format(f"self._convert_messages_to_dict({old})"))
    dumped = f"[message.model_dump(exclude_none=True) for message in {new}]"
    assert f"        return response_of({dumped})\n" in result.text
    assert result.rewritten["RPM106"] == 1


@pytest.mark.parametrize(
    "use", ["map(self._convert_messages_to_dict, x)", "a()._convert_messages_to_dict(x)"]
)
def test_other_uses_are_reported(use: str) -> None:
    result = migrate(AGENT.format(use))
    assert use in result.text
    assert codes_of(result) == ["RPM106"]
    assert result.findings[0].severity == "error"
