"""The public names: loaded when they are first used, listed before, typed, and told apart."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

import responses_protocol as rp
from responses_protocol import agents, streams
from responses_protocol._package import VERSION

ITEMS = [{"role": "user", "content": "Hi."}]


@pytest.mark.parametrize("module", [rp, streams, agents], ids=lambda one: one.__name__)
def test_all_names_are_listed_and_there(module: Any) -> None:
    assert set(module.__all__) <= set(dir(module))
    for name in module.__all__:
        assert getattr(module, name) is getattr(module, name)


def test_a_late_name_is_looked_up_once() -> None:
    code = (
        "import responses_protocol as rp\n"
        "assert 'restore' in dir(rp) and 'restore' not in vars(rp)\n"
        "rp.restore\n"
        "assert 'restore' in vars(rp)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_the_version_is_that_of_the_package() -> None:
    assert rp.__version__ == VERSION
    with pytest.raises(AttributeError, match="no attribute 'converts'"):
        rp.converts  # noqa: B018


WRONG: list[tuple[Any, dict[str, Any], str]] = [
    (rp.convert, {"to": "chat"}, "^to must be .*mean 'chat_completions' or 'chat_agent'"),
    (rp.convert, {"to": "Chat-Completions"}, "^to must be .*mean 'chat_completions'"),
    (rp.convert, {"to": "morse"}, "^to must be one of responses, chat_completions, chat_agent$"),
    (rp.convert, {"to": ["responses"]}, "^to must be .*, not of type list$"),
    (rp.convert, {"to": None}, "^to must be .*, not of type NoneType$"),
    (rp.convert, {"to": "responses", "source": "chat_agnet"}, "^source must be .*'chat_agent'"),
    (rp.convert, {"to": "responses", "kind": "requests"}, "^kind must be .*'request'"),
    (rp.convert, {"to": "responses", "options": "vlm"}, "^options must be .*'vllm'"),
    (rp.convert, {"to": "responses", "fail_on": "warn"}, "^fail_on must be .*'warning'"),
    (
        rp.convert,
        {"to": "responses", "fail_on": "error", "tolerate": ["hosted_itm"]},
        "^tolerate: no loss has the code hosted_itm; did you mean 'hosted_item'",
    ),
    (rp.exchange, {"to": "chat_agent"}, "^to must be one of responses, chat_completions"),
    (rp.convert_stream, {"to": "response"}, "^to must be .*'responses'"),
    (rp.validate, {"subject": "responses/histories"}, "^subject must be .*'responses/history'"),
    (rp.validate, {"profile": "requests"}, "^profile must be .*'request'"),
    (rp.validate, {"target": "open_router"}, "^target must be .*'openrouter'"),
    (rp.validate, {"would_lose": "chat"}, "^would_lose must be "),
    (rp.repair, {"target": "azur"}, "^target must be .*'azure'"),
    (rp.repair, {"drop": ["encrypted"]}, "^drop must be .*'encrypted_reasoning'"),
    (rp.repair, {"keep": ["calls"]}, "^keep must be one of waiting_calls"),
]


@pytest.mark.parametrize(("function", "arguments", "message"), WRONG)
def test_an_error_names_the_argument(function: Any, arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message) as error_info:
        function(ITEMS, **arguments)
    assert not isinstance(error_info.value, rp.ConversionError)


def test_an_error_names_the_option() -> None:
    wrong: Any = "think_tag"
    with pytest.raises(ValueError, match=r"^reasoning must be .*did you mean 'think_tags'"):
        rp.Options(reasoning=wrong)
