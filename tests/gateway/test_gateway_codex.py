"""The Codex CLI on a Chat server: its tools are called, and what they say comes back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from served import Serve
from test_gateway_responses import chunk
from upstreams import Answer, Scripted

from responses_protocol import PRESETS
from responses_protocol._gateway import websocket
from responses_protocol._gateway.settings import Upstream

codex: Any = __import__("codex_cli_bin")

Payload = dict[str, Any]
PATCH = '*** Begin Patch\n*** Add File: tide.txt\n+Low tide, "at noon".\n*** End Patch\n'
CONFIG = """
model = "{model}"
model_provider = "gateway"

[model_providers.gateway]
name = "gateway"
base_url = "{url}/v1"
wire_api = "responses"
supports_websockets = {websockets}

[mcp_servers.parcels]
command = "{python}"
args = ["{parcels}"]
"""
PARCELS = Path(__file__).with_name("parcels.py")
SCRIPT = 'const run = await tools.exec_command({cmd: "echo tide-$((40+2))"}); text(run.output)'


def call(tool: str, **arguments: Any) -> Answer:
    body = {"name": tool, "arguments": json.dumps(arguments)}
    entry = {"index": 0, "id": f"call_{tool}", "type": "function", "function": body}
    thought = chunk(reasoning="Let me see.")
    return Answer(
        stream=[chunk(role="assistant"), thought, chunk(tool_calls=[entry]), chunk("tool_calls")]
    )


def say(words: str) -> Answer:
    return Answer(stream=[chunk(role="assistant"), chunk(content=words), chunk("stop")])


def run(url: str, model: str, folder: Path, *words: str, websockets: bool = False) -> str:
    """Run the program once, and return its last message."""
    home, work = folder / "home", folder / "work"
    home.mkdir(exist_ok=True)
    work.mkdir(exist_ok=True)
    text = CONFIG.format(
        model=model,
        url=url,
        websockets=str(websockets).lower(),
        python=sys.executable,
        parcels=PARCELS,
    )
    (home / "config.toml").write_text(text)
    flags = ["--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox"]
    done = subprocess.run(
        [codex.bundled_codex_path(), "exec", *flags, *words],
        cwd=work,
        env={"HOME": str(home), "CODEX_HOME": str(home), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=90,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def outputs(request: Payload) -> list[str]:
    return [str(message["content"]) for message in request["messages"] if message["role"] == "tool"]


def names(request: Payload) -> list[str]:
    return [tool["function"]["name"] for tool in request["tools"]]


@pytest.mark.parametrize("model", ["m", "gpt-5.5"])
def test_commands_are_run(serve: Serve, upstream: Scripted, tmp_path: Path, model: str) -> None:
    upstream.target = "vllm"
    served = serve(Upstream(upstream.url, options=PRESETS["vllm"]))
    upstream.say(call("exec_command", cmd="echo tide-$((40+2))"), say("It is low."))
    assert run(served.url, model, tmp_path, "Run it.") == "It is low."
    assert "tide-42" in outputs(upstream.requests[-1])[0]
    assert upstream.problems == []
    # a second program goes on with the conversation of the first one
    upstream.say(say("It was low."))
    assert run(served.url, model, tmp_path, "resume", "--last", "And?") == "It was low."
    contents = [message["content"] for message in upstream.requests[-1]["messages"]]
    assert "It is low." in contents
    assert "tide-42" in outputs(upstream.requests[-1])[0]


def test_patches_are_applied(serve: Serve, upstream: Scripted, tmp_path: Path) -> None:
    upstream.target = "vllm"
    served = serve(Upstream(upstream.url, options=PRESETS["vllm"]))
    upstream.say(call("apply_patch", input=PATCH), say("Written."))
    assert run(served.url, "gpt-5.5", tmp_path, "Write it.") == "Written."
    assert (tmp_path / "work" / "tide.txt").read_text() == 'Low tide, "at noon".\n'
    assert upstream.problems == []


def test_tools_of_a_namespace_are_called(serve: Serve, upstream: Scripted, tmp_path: Path) -> None:
    upstream.target = "vllm"
    served = serve(Upstream(upstream.url, options=PRESETS["vllm"]))
    upstream.say(call("mcp__parcels__find", owner="Ada"), say("At sea."))
    assert run(served.url, "m", tmp_path, "Find it.") == "At sea."
    assert "The parcel of Ada is at sea." in outputs(upstream.requests[-1])[0]
    assert upstream.problems == []


@pytest.mark.parametrize("websockets", [False, True])
def test_tools_are_searched_and_then_called(
    serve: Serve, upstream: Scripted, tmp_path: Path, websockets: bool
) -> None:
    upstream.target = "vllm"
    served = serve(Upstream(upstream.url, options=PRESETS["vllm"]))
    upstream.say(
        call("tool_search", query="parcel"),
        call("mcp__parcels__find", owner="Ada"),
        say("At sea."),
    )
    assert run(served.url, "gpt-5.5", tmp_path, "Find it.", websockets=websockets) == "At sea."
    assert "mcp__parcels__find" not in names(upstream.requests[0])
    assert "mcp__parcels__find" in names(upstream.requests[1])
    assert "The parcel of Ada is at sea." in outputs(upstream.requests[-1])[1]
    assert upstream.problems == []


@pytest.mark.parametrize("websockets", [False, True])
def test_additional_tools_run_scripts(
    serve: Serve, upstream: Scripted, tmp_path: Path, websockets: bool
) -> None:
    upstream.target = "vllm"
    served = serve(Upstream(upstream.url, options=PRESETS["vllm"]))
    upstream.say(call("functions__exec", custom_tool_input=SCRIPT), say("It is low."))
    assert run(served.url, "gpt-6-sol", tmp_path, "Run it.", websockets=websockets) == "It is low."
    assert "tide-42" in outputs(upstream.requests[-1])[0]
    upstream.say(say("It was low."))
    resumed = run(
        served.url, "gpt-6-sol", tmp_path, "resume", "--last", "And?", websockets=websockets
    )
    assert resumed == "It was low."
    assert "tide-42" in outputs(upstream.requests[-1])[0]
    assert upstream.problems == []


@pytest.mark.parametrize("model", ["m", "gpt-5.5"])
def test_history_is_compacted(serve: Serve, upstream: Scripted, tmp_path: Path, model: str) -> None:
    upstream.target = "vllm"
    served = serve(Upstream(upstream.url, options=PRESETS["vllm"]))
    usage = {"prompt_tokens": 300_000, "completion_tokens": 1, "total_tokens": 300_001}
    long = call("exec_command", cmd="echo tide")
    assert long.stream is not None
    long.stream.append({**chunk(), "choices": [], "usage": usage})
    upstream.say(long, say("The tide was asked for."), say("It is low."))
    assert run(served.url, model, tmp_path, "Run it.") == "It is low."
    messages_text = str(upstream.requests[-1]["messages"])
    assert "The tide was asked for." in messages_text
    assert outputs(upstream.requests[-1]) == []


@pytest.mark.parametrize("model", ["m", "gpt-5.5"])
def test_commands_are_run_over_a_websocket(
    serve: Serve, upstream: Scripted, tmp_path: Path, model: str
) -> None:
    upstream.target = "vllm"
    served = serve(Upstream(upstream.url, options=PRESETS["vllm"]))
    upstream.say(call("exec_command", cmd="echo tide-$((40+2))"), say("It is low."))
    assert run(served.url, model, tmp_path, "Run it.", websockets=True) == "It is low."
    assert "tide-42" in outputs(upstream.requests[-1])[0]
    assert upstream.problems == []
    assert served.gateway.metrics.count("requests", route=websocket.ROUTE, status="200") >= 2
    assert served.gateway.metrics.count("requests", route="/v1/responses", status="200") == 0


def test_the_program_goes_on_without_a_websocket_that_is_refused(
    serve: Serve, upstream: Scripted, tmp_path: Path
) -> None:
    upstream.target = "vllm"
    served = serve(Upstream(upstream.url, options=PRESETS["vllm"]), websockets=False)
    upstream.say(say("It is low."))
    assert run(served.url, "m", tmp_path, "Say it.", websockets=True) == "It is low."
    assert served.gateway.metrics.count("requests", route="/v1/responses", status="426") == 1
