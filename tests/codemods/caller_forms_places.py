"""Places in which people keep an agent before they ask it: each a file that prints what it got."""

# ruff: noqa: E501 (callers, a line each)

from __future__ import annotations

from caller_forms import HI, make_caller

ASK = "predict({'messages': [{'role': 'user', 'content': 'Ho'}]}).messages[-1].content"
FIXTURE = "class pytest:\n    fixture = staticmethod(lambda function: function)\n\n\n"

# name: the caller, and whether it is understood, so that nothing is found
PLACES: dict[str, tuple[str, bool]] = {
    "default of a parameter": (
        make_caller(f"def ask(bot=AGENT):\n    return bot.{ASK}\n\n\nprint(ask())\n"),
        False,
    ),
    "default of a keyword": (
        make_caller(f"def ask(*, bot=AGENT):\n    return bot.{ASK}\n\n\nprint(ask())\n"),
        False,
    ),
    "default of a lambda": (
        make_caller(f"ask = lambda bot=AGENT: bot.{ASK}\nprint(ask())\n"),
        False,
    ),
    "fixture": (
        make_caller(
            f"{FIXTURE}@pytest.fixture\ndef bot():\n    return AGENT\n\n\n"
            f"def test_it(bot):\n    print(bot.{ASK})\n\n\ntest_it(bot())\n"
        ),
        False,
    ),
    "fixture that yields": (
        make_caller(
            f"{FIXTURE}@pytest.fixture\ndef bot():\n    yield AGENT\n\n\n"
            f"def test_it(bot):\n    print(bot.{ASK})\n\n\ntest_it(next(bot()))\n"
        ),
        False,
    ),
    "generator": (
        make_caller(
            f"def bots():\n    yield AGENT\n\n\nfor bot in bots():\n    print(bot.{ASK})\n"
        ),
        False,
    ),
    "dataclass": (
        make_caller(
            "from dataclasses import dataclass\n\n\n@dataclass\nclass App:\n    bot: object\n    name: str = 'a'\n\n"
            f"    def ask(self):\n        return self.bot.{ASK}\n\n\nprint(App(bot=AGENT).ask(), App(AGENT).ask())\n"
        ),
        False,
    ),
    "named tuple": (
        make_caller(
            "from typing import NamedTuple\n\n\nclass Row(NamedTuple):\n    text: str\n    bot: object\n\n\n"
            f"for row in [Row('a', AGENT)]:\n    print(row.bot.{ASK})\n"
        ),
        False,
    ),
    "copy": (make_caller(f"import copy\n\nbot = copy.deepcopy(AGENT)\nprint(bot.{ASK})\n"), False),
    "all names": (f"from agent import *\nprint(AGENT.predict({HI}).messages[-1].content)\n", True),
    "all names of types": (
        "from agent import AGENT\nfrom mlflow.types.agent import *\n"
        "print(AGENT.predict([ChatAgentMessage(role='user', content='Hi')]).messages[-1].content)\n",
        True,
    ),
    "module by its name": (
        f"import importlib\n\nmodule = importlib.import_module('agent')\nprint(module.AGENT.{ASK})\n",
        False,
    ),
    "f-string": (
        make_caller(
            "print(f\"{AGENT.predict({'messages': [{'role': 'user', 'content': 'Ho'}]}).messages[-1].content}\")\n"
        ),
        True,
    ),
    "answer of a class": (
        make_caller(
            "class App:\n    answer = AGENT.predict(REQUEST)\n    text = answer.messages[-1].content\n\n\n"
            "print(App.text, App.answer.messages[0].role)\n"
        ),
        False,
    ),
    "answer by a string": (
        make_caller(
            "def ask():\n    answer = AGENT.predict(REQUEST)\n    print(answer.usage)\n    return locals()['answer'].messages[-1].content\n\n\n"
            "print(ask())\n"
        ),
        False,
    ),
}
