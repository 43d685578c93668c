"""RPM501: calls of Chat Completions, with their parameters."""

from __future__ import annotations

import pytest
from chat_fixing import CLIENT, CODES, INPUT, MESSAGES, chat, responses
from fixing import assert_fixed, assert_unchanged, fix_text

from responses_protocol._formats.chat_completions.shared_parameters import KEYS, PASSED

pytest.importorskip("libcst", reason="LibCST is not installed")
FUNCTION = '{"name": "f", "parameters": {}}'


@pytest.mark.parametrize(
    "text",
    [
        f"print({responses()}.output_text)  # not chat.completions\n",
        "client.completions.create(prompt='x')  # chat.completions\n",
    ],
)
def test_what_is_no_concern_stays(text: str) -> None:
    assert_unchanged(text, *CODES, before=CLIENT)


def test_nothing_is_done_unless_it_is_asked_for() -> None:
    from responses_protocol._codemods.engine import default_codes

    assert not {*CODES} & default_codes()


@pytest.mark.parametrize(
    ("before", "client"),
    [
        (CLIENT, "client"),
        ("import openai\n", "openai.OpenAI()"),
        ("import openai\n", "openai"),
        ("import openai\nc = openai.OpenAI(api_key=k)\n", "c"),
        (
            "from openai import OpenAI as O\n\n\nclass A:\n    def __init__(self):\n"
            "        self.llm = O()\n\n\n",
            "self.llm",
        ),
    ],
)
def test_a_client_of_openai_is_recognised(before: str, client: str) -> None:
    text = f"print({chat(client=client)}.choices[0].message.content)\n"
    assert_fixed(
        text, f"print({responses(client=client)}.output_text or None)\n", *CODES, before=before
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (MESSAGES, INPUT),
        (f"{MESSAGES}, max_tokens=100", f"{INPUT}, max_output_tokens=100"),
        (f"{MESSAGES}, max_completion_tokens=99", f"{INPUT}, max_output_tokens=99"),
        (f"{MESSAGES}, temperature=0, top_p=t", f"{INPUT}, temperature=0, top_p=t"),
        (f"{MESSAGES}, reasoning_effort=e", f'{INPUT}, reasoning={{"effort": e}}'),
        (f'{MESSAGES}, verbosity="low"', f'{INPUT}, text={{"verbosity": "low"}}'),
        (f"{MESSAGES}, stream=False, n=1, stop=None, seed=None", INPUT),
        (
            f'{MESSAGES}, response_format={{"type": "json_object"}}',
            f'{INPUT}, text={{"format": {{"type": "json_object"}}}}',
        ),
        (f'{MESSAGES}, response_format={{"type": "text"}}', INPUT),
        (
            f'{MESSAGES}, response_format={{"type": "json_schema", "json_schema": {{"name": "a", '
            '"schema": S, "strict": True}}',
            f'{INPUT}, text={{"format": {{"type": "json_schema", "name": "a", '
            '"schema": S, "strict": True}}',
        ),
        (
            f'{MESSAGES}, response_format={{"type": "json_schema", "json_schema": SCHEMA}}',
            f'{INPUT}, text={{"format": {{"type": "json_schema", **SCHEMA}}}}',
        ),
        (f'{MESSAGES}, tool_choice="auto"', f'{INPUT}, tool_choice="auto"'),
        (
            f'{MESSAGES}, tool_choice={{"type": "function", "function": {{"name": "f"}}}}',
            f'{INPUT}, tool_choice={{"type": "function", "name": "f"}}',
        ),
    ],
)
def test_parameters_get_their_new_names_and_shapes(arguments: str, expected: str) -> None:
    text = f"print({chat(arguments)}.id)\n"
    assert_fixed(text, f"print({responses(expected)}.id)\n", *CODES, before=CLIENT)


@pytest.mark.parametrize(
    ("tools", "expected"),
    [
        (
            f'[{{"type": "function", "function": {FUNCTION}}}]',
            '[{"type": "function", "name": "f", "parameters": {}, "strict": False}]',
        ),
        (
            '[{"type": "function", "function": {"name": "f", "strict": True}}]',
            '[{"type": "function", "name": "f", "strict": True}]',
        ),
        (
            '[{"type": "function", "function": F}]',
            '[{"type": "function", "strict": False, **F}]',
        ),
    ],
)
def test_tools_that_are_written_out_get_their_new_shape(tools: str, expected: str) -> None:
    text = f"print({chat(f'{MESSAGES}, tools={tools}')}.id)\n"
    assert_fixed(
        text, f"print({responses(f'{INPUT}, tools={expected}')}.id)\n", *CODES, before=CLIENT
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("messages=m", "input=responses_input(m)"),
        (
            'messages=[{"role": "user", "content": parts}]',
            'input=responses_input([{"role": "user", "content": parts}])',
        ),
        (f"{MESSAGES}, tools=tools", f"{INPUT}, tools=responses_tools(tools)"),
        (
            f"{MESSAGES}, tool_choice=choice",
            f"{INPUT}, tool_choice=responses_tool_choice(choice)",
        ),
        (
            f"{MESSAGES}, response_format=Answer",
            f"{INPUT}, text=responses_text(Answer)",
        ),
        (
            f'{MESSAGES}, response_format={{"type": "json_object"}} if j else None',
            f'{INPUT}, text=responses_text({{"type": "json_object"}} if j else None)',
        ),
    ],
)
def test_what_is_not_written_out_is_converted_when_it_runs(arguments: str, expected: str) -> None:
    result = fix_text(f"print({chat(arguments)}.id)\n", *CODES, before=CLIENT)
    assert result.texts[1].endswith(f"print({responses(expected)}.id)\n")
    function = expected.split("=responses_")[1].partition("(")[0]
    assert f"integrations.openai_chat import responses_{function}\n" in "".join(result.texts)


@pytest.mark.parametrize(
    "arguments",
    [
        f'{MESSAGES}, stop=["x"]',
        f"{MESSAGES}, n=2",
        f"{MESSAGES}, n=n",
        f"{MESSAGES}, max_tokens=5",
        f"{MESSAGES}, logprobs=True",
        f"{MESSAGES}, **more",
        f'{MESSAGES}, stream_options={{"include_obfuscation": False}}',
        f"{MESSAGES}, presence_penalty=0.5",
        f"{MESSAGES}, prompt_cache_options=options",
        f"{MESSAGES}, moderation=options",
        f"{MESSAGES}, logprobs=True, top_logprobs=2",
        f"{MESSAGES}, web_search_options={{}}",
        f'{MESSAGES}, verbosity="low", response_format={{"type": "json_object"}}',
        "temperature=0",
    ],
)
def test_what_has_no_certain_place_is_left_and_found(arguments: str) -> None:
    assert_unchanged(
        f"print({chat(arguments)}.id)\n", *CODES, before=CLIENT, severities=["warning"]
    )


@pytest.mark.parametrize("name", sorted({*PASSED, *KEYS} - {"model", "store"}))
def test_a_parameter_that_both_apis_have_is_kept(name: str) -> None:
    """The fixer knows the parameters that ``convert`` passes on."""
    text = f"print({chat(f'{MESSAGES}, {name}=value')}.id)\n"
    expected = f"print({responses(f'{INPUT}, {name}=value')}.id)\n"
    assert_fixed(text, expected, *CODES, before=CLIENT)


@pytest.mark.parametrize(
    ("before", "client"),
    [
        ("from openai import OpenAI\nclient = OpenAI(base_url=u)\n", "client"),
        ("from openai import OpenAI\nclient = OpenAI(**settings)\n", "client"),
        ("from openai import AzureOpenAI\nclient = AzureOpenAI()\n", "client"),
        ("", "client"),
        ("from openai import OpenAI\nself.a = OpenAI()\nself.a = OpenAI(base_url=u)\n", "self.a"),
    ],
)
def test_another_endpoint_is_left_and_found(before: str, client: str) -> None:
    assert_unchanged(
        f"print({chat(client=client)}.id)\n", *CODES, before=before, severities=["warning"]
    )


def test_another_method_is_left_and_found() -> None:
    text = chat().replace(".create", ".stream") + "\n"
    assert_unchanged(text, *CODES, before=CLIENT, severities=["warning"])


def test_an_import_of_a_used_name_gets_an_alias() -> None:
    client_with_name = CLIENT + "def responses_input(x): ...\n"
    assert_fixed(
        f"print({chat()}.id)\n", f"print({responses()}.id)\n", *CODES, before=client_with_name
    )
    result = fix_text(f"print({chat('messages=m')}.id)\n", *CODES, before=client_with_name)
    assert "    responses_input as agent_responses_input,\n" in result.texts[0]
    assert "input=agent_responses_input(m)" in result.texts[1]


def test_layout_and_comments_survive() -> None:
    text = """\
answer = client.chat.completions.create(
    model="m",  # small
    # what is asked
    messages=[
        {"role": "user", "content": "Hi"},  # hello
    ],
    max_tokens=100,  # enough
    # no more
)
print(answer.choices[0].message.content)  # told
"""
    expected = """\
answer = client.responses.create(
    model="m",  # small
    # what is asked
    input=[
        {"role": "user", "content": "Hi"},  # hello
    ],
    max_output_tokens=100,  # enough
    store=False,
    # no more
)
print(answer.output_text or ("" if answer.incomplete_details else None))  # told
"""
    assert_fixed(text, expected, *CODES, before=CLIENT)
