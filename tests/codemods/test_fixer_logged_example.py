"""RPM301: the example with which an agent is logged."""

from __future__ import annotations

import pytest
from fixing import AGENT, OTHER_FILE, assert_fixed, assert_unchanged, fix_text

pytest.importorskip("libcst", reason="LibCST is not installed")
CHAT = '{"messages": [{"role": "user", "content": "Hi"}]}'
NEW = CHAT.replace('"messages"', '"input"')


def log(example: str, model: str = "AGENT") -> str:
    return f'mlflow.pyfunc.log_model("a", python_model={model}, input_example={example})\n'


@pytest.mark.parametrize(
    "text",
    [
        log(NEW),
        "mlflow.pyfunc.log_model('a', python_model=AGENT)  # no messages\n",
        f"mlflow.sklearn.log_model(model, input_example={CHAT})\n",
        f"log_model(python_model=AGENT, input_example={CHAT})\n",
        log(NEW, '"other.py"') + "# messages\n",
    ],
)
def test_what_is_no_concern_stays(text: str) -> None:
    assert_unchanged(text, "RPM301")


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        (log(CHAT, '"other.py"'), "warning"),
        (log("example") + "# messages\n", "warning"),
        (f"e = {CHAT}\nshow(e['messages'])\n" + log("e"), "warning"),
        (f"e = {CHAT}\ne = load()\n" + log("e"), "warning"),
    ],
)
def test_what_is_not_certain_stays_and_is_found(text: str, severity: str) -> None:
    assert_unchanged(text, "RPM301", severities=[severity])


def test_an_example_is_rewritten() -> None:
    assert_fixed(log(CHAT), log(NEW), "RPM301")
    assert_fixed(log(CHAT, "Agent()"), log(NEW, "Agent()"), "RPM301")


def test_an_example_with_a_name_is_rewritten_where_it_stands() -> None:
    text = 'example = {\n    # asked\n    \'messages\': [{"role": "user", "content": "Hi"}],\n}\n'
    assert_fixed(
        text + log("example"), text.replace("messages", "input") + log("example"), "RPM301"
    )


def test_a_name_that_is_used_again_is_rewritten_everywhere() -> None:
    text = f"e = {CHAT}\nAGENT.predict(e)\ne = {CHAT}\n" + log("e")
    assert_fixed(text, text.replace('"messages"', '"input"'), "RPM301")
    assert_fixed(text, text.replace('"messages"', '"input"'), "RPM301", "RPM311")


def test_other_messages_are_converted_when_the_code_runs() -> None:
    text = 'e = {"messages": history}\nAGENT.predict(e)\n' + log("e")
    result = fix_text(text, "RPM301", "RPM311")
    assert result.texts[1].endswith(
        text.replace('"messages": history', '"input": chat_input(history)')
    )
    assert result.findings == ()


def test_a_file_that_is_logged_is_known_by_its_name() -> None:
    for model in ('"agent.py"', '"src/agent.py"', 'os.path.join(os.getcwd(), "agent")', "path"):
        text = f'path = "agent.py"\n{log(CHAT, model)}'
        result = fix_text(text, "RPM301", known=OTHER_FILE)
        assert result.texts == (AGENT, text.replace('"messages"', '"input"'))


def test_the_example_of_mlflow_is_that_of_its_other_class() -> None:
    text = "from mlflow.types.agent import CHAT_AGENT_INPUT_EXAMPLE\n"
    result = fix_text(text + log("CHAT_AGENT_INPUT_EXAMPLE"), "RPM301")
    assert "CHAT_AGENT" not in "".join(result.texts)
    assert "from mlflow.types.responses import RESPONSES_AGENT_INPUT_EXAMPLE\n" in "".join(
        result.texts
    )
    assert "input_example=RESPONSES_AGENT_INPUT_EXAMPLE" in result.texts[1]
    assert result.findings == ()


def test_an_example_that_a_call_takes_as_it_is_stays() -> None:
    text = f"e = {CHAT}\nprint(AGENT.predict(e))\n" + log("e")
    result = fix_text(text, "RPM301", "RPM311", "RPM315")
    assert result.texts[1].endswith(text.replace("AGENT.predict", "as_chat_agent(AGENT).predict"))
    assert [finding.code for finding in result.findings] == ["RPM315", "RPM301"]
