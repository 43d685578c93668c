"""RPM502: what is read of the answers of Chat Completions."""

from __future__ import annotations

import pytest
from chat_fixing import CLIENT, CODES, INPUT, MESSAGES, chat, responses
from fixing import assert_fixed, fix_text

pytest.importorskip("libcst", reason="LibCST is not installed")
CALLS = '[item for item in r.output if item.type == "function_call"]'
TOOLS = "tools=[]"


@pytest.mark.parametrize(
    "read",
    [
        "r",
        "r.choices[0]",
        "r.choices[0].message",
        "r.choices[1].message.content",
        "r.choices[0].finish_reason",
        "r.choices[0].message.refusal",
        "r.choices[-1].message.content",
        "r.usage",
        "r.model_dump()",
        "[c.message.content for c in r.choices]",
        "r.choices[0].message.tool_calls[0]",
    ],
)
def test_what_has_another_shape_is_read_as_it_was(read: str) -> None:
    keeps(f"r = {chat()}\nprint({read})\n", f"r = chat_answer({responses()})\nprint({read})\n")


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    return {}\n",
        "r = {}\nr = {}\n",
        "r = {}\nfor c in r.choices[0].message.tool_calls:\n    use(c)\n",
        "r = {}\nfor c in r.choices[0].message.tool_calls:\n    c = c\n",
        "r = {}\nuse(r.choices[0].message.tool_calls)\n",
        "r: object = {}\n",
        "with {} as r:\n    pass\n",
        "class C:\n    r = {}\n    t = r.choices[0].message.content\n",
        "r = {}\nprint(globals()['r'].choices)\n",
        "r = {}\nprint('{r.id}'.format(**locals()))\n",
        "r = {}\nprint(eval('r.id'))\n",
        "r = {}\nprint(f'{r.usage.prompt_tokens=}')\n",
        "rs = [{} for _ in range(2)]\n",
        "r = {}\nr.choices[0].message.content = r.choices[0].message.content.strip()\n",
        "r = {}\nr.choices[0].message.content += '!'\n",
        "r = {}\ndel r.id\n",
    ],
)
def test_an_answer_that_goes_elsewhere_goes_as_it_did(text: str) -> None:
    keeps(text.replace("{}", chat()), text.replace("{}", f"chat_answer({responses()})"))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("stream=True", f"chat_answer({responses(f'{INPUT}, stream=True')})"),
        ("stream=s", f"chat_answer({responses(f'{INPUT}, stream=s')})"),
        (
            'stream=True, stream_options={"include_usage": True}',
            f"chat_answer({responses(f'{INPUT}, stream=True')}, usage=True)",
        ),
    ],
)
def test_chunks_come_as_they_did(arguments: str, expected: str) -> None:
    text = "for chunk in {}:\n    print(chunk.choices[0].delta.content)\n"
    keeps(text.replace("{}", chat(f"{MESSAGES}, {arguments}")), text.replace("{}", expected))


def keeps(text: str, expected: str) -> None:
    """Hold a text to one whose answers go on as they were, each with a finding that tells so."""
    result = fix_text(text, *CODES, before=CLIENT)
    assert result.texts[1].endswith(expected)
    assert "import chat_answer\n" in "".join(result.texts)
    assert [finding.code for finding in result.findings] == ["RPM504"] * text.count("create(")
    assert {finding.severity for finding in result.findings} == {"info"}


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("r.choices[0].message.content", "r.output_text or None"),
        ("r.usage.prompt_tokens", "r.usage.input_tokens"),
        ("r.usage.completion_tokens", "r.usage.output_tokens"),
        ("r.usage.total_tokens", "r.usage.total_tokens"),
        ("1 if r.usage else 2", "1 if r.usage else 2"),
        (
            "r.usage.prompt_tokens_details.cached_tokens",
            "r.usage.input_tokens_details.cached_tokens",
        ),
        (
            "r.usage.completion_tokens_details.reasoning_tokens",
            "r.usage.output_tokens_details.reasoning_tokens",
        ),
        ("r.id, r.model, r.created", "r.id, r.model, int(r.created_at)"),
    ],
)
def test_what_is_read_is_read_where_it_is(read: str, expected: str) -> None:
    text = f"r = {chat()}\nprint({read})\n"
    assert_fixed(text, f"r = {responses()}\nprint({expected})\n", *CODES, before=CLIENT)


def test_without_a_text_there_is_none_where_there_are_tools() -> None:
    text = f"r = {chat(f'{MESSAGES}, {TOOLS}')}\nprint(r.choices[0].message.content)\n"
    expected = f"r = {responses(f'{INPUT}, {TOOLS}')}\nprint(r.output_text or None)\n"
    assert_fixed(text, expected, *CODES, before=CLIENT)


@pytest.mark.parametrize(
    "text",
    [
        "if {}:\n    print(1)\n",
        "def f():\n    t = {}\n    while not t:\n        print(t or 1, [1 for a in b if t])\n",
        "if {}:\n    print({}.strip(), {})\n",
        "print({}.strip() if x and {} else 1)\n",
        "def f():\n    t = {}\n    return 1 if x and t and t.lower() else 2\n",
        "while {}:\n    f({})\n",
    ],
)
def test_a_text_is_read_plainly_where_null_is_alike(text: str) -> None:
    before, after = with_content(text)
    assert_fixed(before, after, *CODES, before=CLIENT)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("print({}[:5])\n", 1),
        ("print({}.strip())\n", 1),
        ("def f():\n    assert {} and x\n    return {}[0], {}.strip().lower()\n", 2),
        ("try:\n    f()\nexcept (KeyError, OSError):\n    print({}.strip())\n", 1),
        ("if {} or x:\n    print({}.strip())\n", 1),
        ("if not {}:\n    print({}.strip())\n", 1),
        ("if {}:\n    pass\nelse:\n    print({}.strip())\n", 1),
    ],
)
def test_a_refusal_that_no_longer_fails_is_found(text: str, count: int) -> None:
    """Null has no methods, so that a refusal is an error in Chat, and an empty text after."""
    before, after = with_content(text)
    result = fix_text(before, *CODES, before=CLIENT)
    assert result.texts[1] == after
    assert [(finding.code, finding.severity) for finding in result.findings] == [
        ("RPM502", "info")
    ] * count
    assert "refusal" in result.findings[0].message


def with_content(text: str) -> tuple[str, str]:
    """Return a text with the content of an answer in each API at the places ``{}``."""
    before = f"r = {chat()}\n" + text.replace("{}", "r.choices[0].message.content")
    after = f"r = {responses()}\n" + text.replace("{}", "r.output_text")
    return before, after


@pytest.mark.parametrize(
    "text",
    [
        "print(({}) is None)\n",
        "t = {}\nif t is not None:\n    print(t)\n",
        "print(({}) == x)\n",
        "print(f'{ {} }')\n",
        "print('a' + ({}))\n",
        "print({'t': {}, **d})\n",
        "print([{}])\n",
        "print(x and ({}))\n",
        "if x and (t := ({})):\n    print(t)\n",
        "def f():\n    t = {}\n    return t.strip() if t else t\n",
        "def f():\n    global t\n    t = {}\n",
        "t = {}\n",
        "class C:\n    def f(self):\n        self.t = {}\n        return self.t.strip()\n",
        "try:\n    print(({}).strip())\nexcept (OSError, Exception):\n    pass\n",
        "try:\n    f()\nexcept:\n    pass\nprint(({}).strip())\n",
        "import contextlib\nwith contextlib.suppress(TypeError):\n    print(({})[:9])\n",
        "@retry\ndef f():\n    return ({}).strip()\n",
        "def f():\n    t = {}\n    if t:\n        t = g()\n        return t\n",
        "def f():\n    t = {}\n    while t:\n        t = g()\n        h(t)\n",
        "def f():\n    t = {}\n    if t:\n        del t\n        t = g()\n        h(t)\n",
        "def f():\n    t = {}\n    if t:\n        h(lambda: t)\n",
        "def f():\n    t = {}\n    if t:\n        h(t for a in b)\n",
        "def f():\n    t = {}\n    if t:\n        def g():\n            h(t)\n",
        "def f():\n    t = {}\n    def g():\n        nonlocal t\n        t = h()\n"
        "    if t:\n        g()\n        h(t)\n",
    ],
)
def test_a_text_that_a_refusal_lacks_stays_null(text: str) -> None:
    """A refusal has no text, and code that can tell goes on finding null."""
    read = "r.choices[0].message.content"
    before = f"r = {chat()}\n" + text.replace("({})", read).replace("{}", read)
    after = f"r = {responses()}\n" + text.replace("{}", "r.output_text or None")
    assert_fixed(before, after, *CODES, before=CLIENT)


def test_a_text_that_a_limit_cuts_stays_empty() -> None:
    """Chat has an empty text where a limit cuts the reasoning, and null for a refusal."""
    limit = f"{MESSAGES}, max_tokens=50"
    call = responses(f"{INPUT}, max_output_tokens=50")
    text = f"r = {chat(limit)}\nprint(r.choices[0].message.content)\n"
    read = 'r.output_text or ("" if r.incomplete_details else None)'
    assert_fixed(text, f"r = {call}\nprint({read})\n", *CODES, before=CLIENT)
    text = f"print({chat(limit)}.choices[0].message.content.strip())\n"
    result = fix_text(text, *CODES, before=CLIENT)
    assert result.texts[1] == f"print({call}.output_text.strip())\n"
    text = f"print({chat(limit)}.choices[0].message.content)\n"
    keeps(text, f"print(chat_answer({call}).choices[0].message.content)\n")


def test_a_call_that_a_limit_cuts_keeps_its_null() -> None:
    """With tools, an answer that a limit cuts may be a call, whose text is null."""
    call = responses(f"{INPUT}, {TOOLS}, max_output_tokens=50")
    text = (
        f"r = {chat(f'{MESSAGES}, {TOOLS}, max_tokens=50')}\nprint(r.choices[0].message.content)\n"
    )
    keeps(text, f"r = chat_answer({call})\nprint(r.choices[0].message.content)\n")


def test_tool_calls_are_gone_through_and_asked_for() -> None:
    text = f"""\
r = {chat(f"{MESSAGES}, {TOOLS}")}
if r.choices[0].message.tool_calls:
    for call in r.choices[0].message.tool_calls or []:
        print(call.id, call.function.name, call.function.arguments.strip())
if not r.choices[0].message.tool_calls:
    print(1)
"""
    expected = f"""\
r = {responses(f"{INPUT}, {TOOLS}")}
if {CALLS}:
    for call in {CALLS} or []:
        print(call.call_id, call.name, call.arguments.strip())
if not {CALLS}:
    print(1)
"""
    assert_fixed(text, expected, *CODES, before=CLIENT)


def test_strings_in_f_strings_have_other_quotes() -> None:
    """Before Python 3.12 the quotes of an f-string can't stand inside it."""
    single_quoted = CALLS.replace('"', "'")
    for quote, expected in (('"', single_quoted), ("'", CALLS), ('"""', CALLS)):
        text = f"r = {{}}\nprint(f{quote}{{1 if r.choices[0].message.tool_calls else 2}}{quote})\n"
        assert_fixed(
            text.replace("{}", chat(f"{MESSAGES}, {TOOLS}"), 1),
            f"r = {responses(f'{INPUT}, {TOOLS}')}\n"
            f"print(f{quote}{{1 if {expected} else 2}}{quote})\n",
            *CODES,
            before=CLIENT,
        )


def test_awaited_calls_and_calls_in_calls() -> None:
    before = "from openai import AsyncOpenAI\n\nclient = AsyncOpenAI()\n"
    text = f"async def f():\n    r = await {chat()}\n    return r.choices[0].message.content\n"
    expected = f"async def f():\n    r = await {responses()}\n    return r.output_text or None\n"
    assert_fixed(text, expected, *CODES, before=before)
    inner = f"{chat()}.choices[0].message.content"
    outer = chat(f'messages=[{{"role": "user", "content": str({inner})}}]')
    new = responses(
        f'input=[{{"role": "user", "content": str({responses()}.output_text or None)}}]'
    )
    assert_fixed(f"print({outer}.id)\n", f"print({new}.id)\n", *CODES, before=CLIENT)
