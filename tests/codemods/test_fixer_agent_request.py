"""RPM311: the requests with which agents are called."""

from __future__ import annotations

import pytest
from fixing import AGENT, OTHER_FILE, assert_fixed, assert_unchanged, fix_text

pytest.importorskip("libcst", reason="LibCST is not installed")
HI = '[{"role": "user", "content": "Hi"}]'
INPUT = "from responses_protocol.integrations.mlflow.calls import chat_input\n"


@pytest.mark.parametrize(
    "text",
    [
        f'AGENT.predict({{"input": {HI}}})  # messages\n',
        f'client.predict(endpoint="e", inputs={{"input": {HI}}})\n',
        "model.predict(frame)  # messages\n",
        f'AGENT.other({{"messages": {HI}}})  # predict\n',
        f'mlflow.models.predict(model_uri=u, input_data={{"input": {HI}}})  # messages\n',
    ],
)
def test_what_is_no_concern_stays(text: str) -> None:
    assert_unchanged(text, "RPM311")


@pytest.mark.parametrize(
    "text",
    [
        f'other.predict({{"messages": {HI}}})\n',
        f'loaded = mlflow.pyfunc.load_model(u)\nloaded.predict({{"messages": {HI}}})\n',
        f'mlflow.models.predict(model_uri=u, input_data={{"messages": {HI}}})\n',
        "AGENT.predict(request)  # messages\n",
        f'for agent in agents:\n    agent.predict_stream({{"messages": {HI}}})\n',
    ],
)
def test_what_is_not_certain_stays_and_is_found(text: str) -> None:
    assert_unchanged(text, "RPM311", severities=["warning"])


@pytest.mark.parametrize("method", ["predict", "predict_stream"])
def test_an_endpoint_may_serve_an_agent(method: str) -> None:
    text = f'client.{method}(endpoint="e", inputs={{"messages": {HI}}})\n'
    assert_unchanged(text, "RPM311", "RPM315", severities=["info"])


def test_a_chat_agent_that_is_left_is_called_as_before() -> None:
    before = AGENT.replace("ResponsesAgent", "ChatAgent").replace("def p", "async def p")
    assert_unchanged(
        f'AGENT.predict({{"messages": {HI}}})\n', "RPM311", before=before, severities=["warning"]
    )


@pytest.mark.parametrize(
    "text",
    [
        f'AGENT.predict({{"messages": {HI}}})\n',
        f"AGENT.predict({{'messages': {HI}, 'custom_inputs': {{'a': 1}}}})\n",
        f'Agent().predict_stream({{\n    # ask\n    "messages": {HI},\n}})\n',
        f'agent = AGENT\nfor e in agent.predict_stream({{"messages": {HI}}}):\n    e.delta\n',
        'AGENT.predict({"messages": [{"role": "user", "content": f"{x}?", "id": "1"}]})\n',
        'AGENT.predict({"messages": [{"role": "system", "content": "a" "b"}]})\n',
        f'messages = {HI}\nAGENT.predict({{"messages": messages}})\n'.replace(
            "messages =", "m ="
        ).replace(": messages}", ": m}"),
        f'r = {{"messages": {HI}}}\nAGENT.predict(r)\nAGENT.predict_stream(r)\n',
    ],
)
def test_plain_messages_are_only_named_otherwise(text: str) -> None:
    assert_fixed(
        text, text.replace('"messages"', '"input"').replace("'messages'", "'input'"), "RPM311"
    )


@pytest.mark.parametrize(
    "messages",
    [
        "history",
        '[{"role": "user", "content": question}]',
        '[{"role": "tool", "content": "1", "tool_call_id": "c"}]',
        '[*history, {"role": "user", "content": "Hi"}]',
        "[message.model_dump() for message in history]",
    ],
)
def test_other_messages_are_converted_when_the_code_runs(messages: str) -> None:
    text = f'AGENT.predict({{"messages": {messages}}})\n'
    result = fix_text(text, "RPM311")
    assert result.texts[1].endswith(f'AGENT.predict({{"input": chat_input({messages})}})\n')
    assert INPUT in "".join(result.texts)
    assert result.findings == ()


def test_messages_that_may_have_changed_are_converted() -> None:
    for change in ("m.append(x)", "m[0] = x", "m += x", "fill(m)"):
        result = fix_text(f'm = {HI}\n{change}\nAGENT.predict({{"messages": m}})\n', "RPM311")
        assert "chat_input(m)" in result.texts[1]


def test_an_agent_of_another_file_is_known_by_where_it_is_imported_from() -> None:
    call = f'.predict({{"messages": {HI}}})\n'
    for imported, name in [
        ("from agent import AGENT\n", "AGENT"),
        ("from ours.agent import AGENT as bot\n", "bot"),
        ("import agent\n", "agent.AGENT"),
        ("from agent import Agent\nbot = Agent(1)\n", "bot"),
    ]:
        result = fix_text(name + call, "RPM311", before=imported, known=OTHER_FILE)
        assert result.texts == (imported, name + call.replace('"messages"', '"input"'))
    assert_unchanged(
        "AGENT" + call,
        "RPM311",
        before="from b import AGENT\n",
        known=OTHER_FILE,
        severities=["warning"],
    )


def test_a_model_is_known_by_what_has_logged_it() -> None:
    text = (
        'logged = mlflow.pyfunc.log_model(name="a", python_model=AGENT)\n'
        "uri = logged.model_uri\n"
        "loaded = mlflow.pyfunc.load_model(uri)\n"
        f'loaded.predict({{"messages": {HI}}})\n'
        f'mlflow.models.predict(f"runs:/{{logged.run_id}}/a", input_data={{"messages": {HI}}})\n'
    ).replace('predict(f"', 'predict(model_uri=f"')
    assert_fixed(text, text.replace('"messages"', '"input"'), "RPM311")
