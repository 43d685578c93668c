"""openai-agents shows what was said, runs what was called, and goes on with the next turn."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from answer_scripts import ANSWERS
from bridge import DONE, Bridge, run_bridge
from chat_scripts import CHATS
from client_scripts import CUSTOM, FUNCTIONS, LIMIT, WHOLE, Part, Script
from screen import Screen, expected, parts_of_answer, screen_of_events

run = pytest.importorskip("agents.run", reason="openai-agents is installed for these tests only")
agents: Any = __import__("agents")
openai: Any = __import__("openai")

Payload = dict[str, Any]
CALL_KINDS = ("call", "custom")
SHOWS = ("text", "thought", "refusal", "link", *CALL_KINDS)
CHAT_SHOWS = ("text", "thought", "refusal", "call")  # links are in the item, and no event


@dataclass
class Run:
    """What a run showed, as events and as items, and what it ran."""

    screen: Screen = field(default_factory=Screen)
    items: list[Part] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    error: BaseException | None = None


@pytest.fixture(scope="module")
def bridge() -> Iterator[Bridge]:
    agents.set_tracing_disabled(True)
    with run_bridge() as running_bridge:
        yield running_bridge


def run_of(script: Script, bridge: Bridge, model: Any, names: Iterable[str]) -> Run:
    """Run an agent with tools on a model; the second turn, if there is one, says "Done."."""
    run = Run()

    def tool(name: str) -> Any:
        async def invoke(context: Any, arguments: str) -> str:
            run.ran.append(name)
            return {**FUNCTIONS, **CUSTOM}[name]

        if name in CUSTOM:
            return agents.CustomTool(name=name, description=name, on_invoke_tool=invoke)
        return agents.FunctionTool(
            name=name,
            description=name,
            params_json_schema={"type": "object", "properties": {}},
            on_invoke_tool=invoke,
            strict_json_schema=False,
        )

    async def turns() -> None:
        events: list[Payload] = []
        async with openai.AsyncOpenAI(base_url=bridge.url, api_key="none", max_retries=0) as client:
            agent = agents.Agent(
                name="one",
                model=model(model=script.name, openai_client=client),
                tools=[tool(name) for name in names],
            )
            result = agents.Runner.run_streamed(agent, "Hello", max_turns=2)
            try:
                async for event in result.stream_events():
                    if event.type == "raw_response_event":
                        events.append(plain(event.data))
            except (agents.AgentsException, openai.APIError) as error:
                run.error = error
            items = [item.raw_item for item in result.new_items]
        run.screen = screen_of_events(first_answer(events))
        run.items = parts_of_answer([plain(item) for item in items if said_by_model(item)])

    asyncio.run(turns())
    return run


def first_answer(events: list[Payload]) -> list[Payload]:
    starts = [index for index, event in enumerate(events) if event["type"] == "response.created"]
    return events[: starts[1]] if len(starts) > 1 else events


def said_by_model(item: Any) -> bool:
    return not isinstance(item, dict)  # outputs of tools are dicts


def plain(item: Any) -> Payload:
    dump: Payload = item.to_dict(warnings=False)
    return dump


def assert_follow_up(script: Script, run: Run, requests: list[Payload]) -> None:
    """Check that the calls were run, and that the next turn went on from what was said."""
    if any(part[0] == "refusal" for part in script.shown):
        assert isinstance(run.error, agents.ModelRefusalError)
        return
    calls = [part for part in script.shown if part[0] in CALL_KINDS]
    assert run.error is None
    assert run.ran == [part[2] for part in calls]
    assert len(requests) == (2 if calls else 1)
    last: list[Part] = [("text", DONE)] if calls else []
    assert run.items == [*expected(script, SHOWS), *last]


def name(script: Script) -> str:
    return script.name


@pytest.mark.parametrize("script", CHATS, ids=name)
def test_agents_on_responses(script: Script, bridge: Bridge) -> None:
    bridge.requests.clear()
    run = run_of(script, bridge, agents.OpenAIResponsesModel, [*FUNCTIONS, *CUSTOM])
    assert run.screen.seen == expected(script, SHOWS)
    assert not run.screen.together
    if script.end == WHOLE:
        assert_follow_up(script, run, bridge.requests)
    else:
        assert isinstance(run.error, agents.ModelBehaviorError | openai.APIError)
        assert not run.ran


@pytest.mark.parametrize("script", ANSWERS, ids=name)
def test_agents_on_chat(script: Script, bridge: Bridge) -> None:
    bridge.requests.clear()
    run = run_of(script, bridge, agents.OpenAIChatCompletionsModel, FUNCTIONS)
    assert run.screen.seen == expected(script, CHAT_SHOWS)
    if script.end in (WHOLE, LIMIT):
        assert_follow_up(script, run, bridge.requests)
    else:
        assert isinstance(run.error, openai.APIError)
        assert not run.ran
