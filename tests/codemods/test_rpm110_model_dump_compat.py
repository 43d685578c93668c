"""RPM110: a method that MLflow has no more."""

from __future__ import annotations

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from migrating import migrate, migrate_unchanged

HEAD = "from mlflow.types.agent import ChatAgentMessage\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "x = message.model_dump(exclude_none=True)\n",
        "class M:\n    def model_dump_compat(self): ...\n\nM().model_dump_compat()\n",
        "model_dump_compat = 1\n",
        "x = 'model_dump_compat'\n",
    ],
)
def test_what_is_no_call_of_it_is_left(text: str) -> None:
    migrate_unchanged(HEAD + text)


@pytest.mark.parametrize(
    "text",
    [
        "x = message.model_dump_compat(exclude_none=True)\n",
        "x = [m.model_dump_compat() for m in messages]  # all\n",
        "x = map(ChatAgentMessage.model_dump_compat, messages)\n",
    ],
)
def test_the_name_of_today_is_written(text: str) -> None:
    result = migrate(HEAD + text)
    assert result.text == HEAD + text.replace("model_dump_compat", "model_dump")
    assert result.rewritten == {"RPM110": 1}
