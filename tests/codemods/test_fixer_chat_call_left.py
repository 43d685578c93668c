"""RPM503: calls of Chat Completions that were left, and why."""

from __future__ import annotations

import pytest
from chat_fixing import CLIENT, CODES, MESSAGES, chat
from fixing import assert_unchanged, fix_text

pytest.importorskip("libcst", reason="LibCST is not installed")


def test_a_call_that_is_rewritten_is_not_left() -> None:
    assert fix_text(f"print({chat()}.id)\n", *CODES, before=CLIENT).findings == ()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (f"{MESSAGES}, stop=s", "stop has no place"),
        (f"{MESSAGES}, n=2", "n has no place"),
        (f"{MESSAGES}, max_tokens=1", "below 16"),
    ],
)
def test_the_reason_is_reported_with_the_place(arguments: str, reason: str) -> None:
    result = assert_unchanged(
        f"x = 1\n{chat(arguments)}\n", *CODES, before=CLIENT, severities=["warning"]
    )
    (finding,) = result.findings
    assert reason in finding.message
    assert (finding.code, finding.line, finding.column) == ("RPM503", 2, 1)
    assert finding.hint


STAND_INS = [
    'patch("openai.resources.chat.completions.Completions.create")',
    'monkeypatch.setattr("app.client.chat.completions.create", fake)',
    "fake = N(chat=N(completions=N(create=f)))",
    "class Fake:\n    def __init__(self):\n        self.chat = N(completions=self)",
    "class Fake:\n    class chat:\n        class completions:\n            create = f",
]


@pytest.mark.parametrize("text", STAND_INS)
def test_what_stands_in_for_a_client_is_found(text: str) -> None:
    result = fix_text(f"print({chat()}.id)\n{text}\n", *CODES, before=CLIENT)
    assert [(finding.code, finding.severity) for finding in result.findings] == [
        ("RPM503", "warning")
    ]
    assert "mock" in result.findings[0].message


@pytest.mark.parametrize(
    "text",
    ['"""Calls client.chat.completions.create."""', "f(completions=3)", "chat = f(1)"],
)
def test_what_only_looks_like_one_is_not(text: str) -> None:
    assert fix_text(f"print({chat()}.id)\n{text}\n", *CODES, before=CLIENT).findings == ()


def test_a_client_that_may_be_of_azure_is_left() -> None:
    text = "def f(client: OpenAI | AzureOpenAI):\n    print({}.id)\n".replace("{}", chat())
    before = f"from openai import AzureOpenAI\n{CLIENT}"
    assert_unchanged(text, *CODES, before=before, severities=["warning"])


OPENAI = "from openai import OpenAI\n\n"
UNCERTAIN_CLIENTS = {
    "chat": f"{CLIENT}chat = client.chat\nchat.completions.create(model='m', {MESSAGES})\n",
    "method of another class": f"from llm import get_client\n{OPENAI}\nclass A:\n"
    f"    def get_client(self):\n        return OpenAI()\n\n\n{chat(client='get_client()')}",
    "attribute of a parameter": f"{OPENAI}app.client = OpenAI()\n\n\ndef f(app):\n"
    f"    {chat(client='app.client')}\n",
    "variable": f"import os\nos.environ.setdefault('OPENAI_BASE_URL', url)\n{CLIENT}{chat()}\n",
    "variables": f"import os\nos.environ.update(OPENAI_BASE_URL=url)\n{CLIENT}{chat()}\n",
    "endpoint": f"{CLIENT}client.base_url = url\n{chat()}\n",
    "import or else": "try:\n    from llm import client\nexcept ImportError:\n"
    f"    from openai import OpenAI\n    client = OpenAI()\n{chat()}\n",
}


@pytest.mark.parametrize("name", UNCERTAIN_CLIENTS)
def test_a_client_that_may_have_another_endpoint_is_left(name: str) -> None:
    assert_unchanged(UNCERTAIN_CLIENTS[name], *CODES, before="", severities=["warning"])


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        ("gpt-4o-audio-preview", "supports only Chat Completions"),
        ("gpt-5-search-api", "supports only Chat Completions"),
        ("deepseek-chat", "is no model of OpenAI's"),
        ("meta-llama/Llama-3-8b", "is no model of OpenAI's"),
    ],
)
def test_a_model_without_the_responses_api_is_left(model: str, reason: str) -> None:
    text = f'MODEL = "{model}"\nclient.chat.completions.create(model=MODEL, {MESSAGES})\n'
    result = assert_unchanged(text, *CODES, before=CLIENT, severities=["warning"])
    assert reason in result.findings[0].message


@pytest.mark.parametrize("model", ["gpt-5", "o3", "ft:gpt-4o:acme/x:y:1", "m"])
def test_a_model_that_may_have_it_is_moved(model: str) -> None:
    text = f'r = client.chat.completions.create(model="{model}", {MESSAGES})\nprint(r.id)\n'
    assert fix_text(text, *CODES, before=CLIENT).findings == ()


KEYWORDS = [
    "f(model='m', messages=m, **kw)",
    "f(**kw)",
    "kw['messages'] = m\n    return f(**kw)",
    "p = {'messages': m, **kw}\n    return f(**p)",
    "p = dict(messages=m, **kw)\n    return f(**p)",
    "p = {'messages': m}\n    p.update(kw)\n    return f(**p)",
    "p = {'messages': m}\n    p.update(**kw)\n    return f(**p)",
    "p = {'messages': m} | kw\n    return f(**p)",
    "p = {'messages': m}\n    p |= kw\n    return f(**p)",
    "p = {'messages': m}\n    for k in kw:\n        p[k] = kw[k]\n    return f(**p)",
    "p = {'messages': m}\n    add(p)\n    return f(**p)",
    "f(messages=m, **{k: v for k, v in kw.items() if v})",
]


@pytest.mark.parametrize("body", KEYWORDS)
def test_arguments_of_the_callers_are_left(body: str) -> None:
    call = "client.chat.completions.create("
    text = f"def ask(m, **kw):\n    {body.replace('f(', call)}\n"
    result = assert_unchanged(text, *CODES, before=CLIENT, severities=["warning"])
    assert "does not show its arguments" in result.findings[0].message
