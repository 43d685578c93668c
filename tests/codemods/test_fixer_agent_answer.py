"""RPM312: what is read of the answers of agents."""

from __future__ import annotations

import pytest
from fixing import assert_unchanged, fix_text

pytest.importorskip("libcst", reason="LibCST is not installed")
ASK = "AGENT.predict(request)"


@pytest.mark.parametrize(
    "text",
    [
        f"print({ASK})  # messages\n",
        f"answer = {ASK}\nprint(answer.output, answer.custom_outputs)  # messages\n",
        f"{ASK}.model_dump()  # messages\n",
        "other.predict(request).messages[-1].content\n",
    ],
)
def test_what_is_no_concern_stays(text: str) -> None:
    assert_unchanged(text, "RPM312")


def test_what_is_not_certain_stays_and_is_found() -> None:
    assert_unchanged(
        "answer = AGENT.predict(r)\nanswer = 1\nanswer.messages\n", "RPM312", severities=["warning"]
    )


def test_a_name_that_is_used_again_is_read_as_an_answer_everywhere() -> None:
    text = f"a = {ASK}\nprint(a.messages)\na = {ASK}\nprint(a.messages)\n"
    result = fix_text(text, "RPM312")
    assert result.texts[1].endswith(text.replace("a.messages", "chat_answer(a).messages"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{ASK}.messages[-1].content\n", f"chat_answer({ASK}).messages[-1].content\n"),
        (
            f"a = {ASK}\nfor m in a.messages:\n    print(m, a.usage, a.output)\n",
            f"a = {ASK}\nfor m in chat_answer(a).messages:\n"
            "    print(m, chat_answer(a).usage, a.output)\n",
        ),
        (
            "logged = mlflow.pyfunc.log_model(name='a', python_model=AGENT)\n"
            "loaded = mlflow.pyfunc.load_model(logged.model_uri)\n"
            "print(loaded.predict(r)['messages'][-1]['content'])\n",
            "logged = mlflow.pyfunc.log_model(name='a', python_model=AGENT)\n"
            "loaded = mlflow.pyfunc.load_model(logged.model_uri)\n"
            "print(chat_answer(loaded.predict(r))['messages'][-1]['content'])\n",
        ),
    ],
)
def test_messages_are_made_of_the_items_where_they_are_read(text: str, expected: str) -> None:
    result = fix_text(text, "RPM312")
    assert result.texts[1].endswith(expected)
    assert "import chat_answer\n" in "".join(result.texts)
