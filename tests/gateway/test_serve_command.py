"""``responses-protocol serve``: what flags, the environment and a file say together."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

import yaml
from click.testing import CliRunner

from responses_protocol import PRESETS
from responses_protocol._cli import main
from responses_protocol._gateway.settings import Settings

FILE = """
port = 1234
fail-on = "error"
tolerate = "custom_arguments"
idle-timeout = 5

[[upstreams]]
name = "local"
url = "http://127.0.0.1:8000/v1/"
preset = "vllm"
models = ["qwen*", "llama*"]

[[upstreams]]
url = "https://api.example.com/v1"
to = "responses"
key-variable = "THEIR_KEY"
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Return what runs the command, and gives what the server would have been started with."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def run(*words: str, **environment: str) -> tuple[Any, ...]:
        started: list[tuple[Any, ...]] = []
        monkeypatch.setattr(
            "responses_protocol._gateway.running.run", lambda *arguments: started.append(arguments)
        )
        done = CliRunner().invoke(main, ["serve", *words], env=environment)
        if done.exit_code:
            return done.exit_code, done.output
        return started[0] if started else (0, done.output)

    return run


def test_one_line_starts_it(run: Any, tmp_path: Path) -> None:
    settings, host, port = run("--upstream", "http://127.0.0.1:8000/v1/", "--preset", "vllm")
    [upstream] = settings.upstreams
    assert (upstream.url, upstream.to) == ("http://127.0.0.1:8000/v1", "chat_completions")
    assert upstream.options == PRESETS["vllm"]
    assert (host, port) == ("127.0.0.1", 8321)
    store = tmp_path / "responses-protocol" / "gateway.sqlite"
    assert settings == Settings((upstream,), store=f"sqlite+aiosqlite:///{store}")


def test_a_database_of_postgres_has_no_folder(run: Any) -> None:
    store = "postgresql+asyncpg://user:secret@/answers?host=/none/such"
    settings, *_ = run("--upstream", "http://127.0.0.1:8000/v1", "--store", store)
    assert settings.store == store
    assert "secret" not in repr(settings)


def test_flags_come_before_the_environment_and_that_before_the_file(
    run: Any, tmp_path: Path
) -> None:
    file = tmp_path / "gateway.toml"
    file.write_text(FILE)
    environment = {"RESPONSES_PROTOCOL_PORT": "1235", "RESPONSES_PROTOCOL_API_KEY": "k"}
    settings, _, port = run(
        "--config", str(file), "--fail-on", "warning", THEIR_KEY="theirs", **environment
    )
    assert (port, settings.fail_on, settings.api_key) == (1235, "warning", "k")
    assert settings.tolerate == ("custom_arguments",)
    assert settings.idle_timeout == 5
    local, second = settings.upstreams
    assert (local.name, local.options, local.models) == (
        "local",
        PRESETS["vllm"],
        ("qwen*", "llama*"),
    )
    assert (second.name, second.to, second.key) == ("upstream-2", "responses", "theirs")
    assert "theirs" not in repr(settings)
    assert "'k'" not in repr(settings)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "--upstream URL names one"),
        (("--upstream", "ftp://x"), "must begin with http"),
        (("--upstream", "http://"), "and a host, not 'http://'"),
        (("--upstream", "ftp://user:secret@x/v1"), "not 'ftp://x/v1'"),
        (("--upstream", "http://x/v1", "--tolerate", "x"), "no loss has"),
        (("--upstream", "http://x/v1", "--idle-timeout", "-1"), "not in the range"),
        (("--upstream", "http://x/v1", "--keep-days", "-1"), "not in the range"),
        (
            ("--upstream", "http://x/v1", "--store", "sqlite+aiosqlite:////none/such/x.db"),
            "not there: /none/such",
        ),
        (("--upstream", "http://x/v1", "--host", "0.0.0.0"), "--api-key is required"),
        (("--upstream", "http://x/v1", "--store", "mysql://x"), "must begin with postgresql+"),
        (("--upstream", "http://x/v1", "--host", "example.com"), "--api-key is required"),
        (("--upstream", "http://x/v1", "--fail-on", "error", "--tolerate", "x"), "no loss has"),
        (("--upstream", "http://x/v1", "--grace", "inf"), "grace must not be negative"),
        (("--upstream", "http://x/v1", "--grace", "nan"), "grace must not be negative"),
        (("--upstream", "http://x/v1", "--longest-wait", "nan"), "longest_wait must not be"),
        (("--upstream", "http://x/v1", "--api-key", ""), "api_key must have printable"),
        (
            ("--upstream", "http://x/v1", "--host", "0.0.0.0", "--api-key", ""),
            "api_key must have printable",
        ),
        (("--upstream", "http://x/v1", "--api-key", "secret\n"), "api_key must have printable"),
        (("--upstream", "http://x/v1", "--upstream-key", ""), "the key of upstream must have"),
        (("--upstream", "http://x/v1", "--upstream-key", "sécret"), "the key of upstream must"),
        (("--upstream", "http://x:secret/v1"), "the port of upstream must be a number"),
        (("--upstream", "http://x:99999/v1"), "the port of upstream must be a number"),
        (("--upstream", "http://x/v1?key=secret"), "without ?, # and spaces"),
        (("--upstream", "http://x/v1\n"), "without ?, # and spaces"),
        (("--upstream", "http://x y/v1"), "without ?, # and spaces"),
        (("--upstream", "http://x/v1", "--store", "sqlite+aiosqlite"), "needs ://"),
        (
            ("--upstream", "http://x/v1", "--store", "postgresql+asyncpg://u:secret@h:port/d"),
            "a port that is a number",
        ),
    ],
)
def test_wrong_flags_are_reported(run: Any, words: tuple[str, ...], message: str) -> None:
    status, output = run(*words)
    assert status == 2
    assert message in " ".join(output.split())
    assert "secret" not in output


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ports = 1", "did you mean `port`?"),
        ("port = 'x'", "must be a number"),
        ("upstreams = 1", "must be tables"),
        ("[[upstreams]]\nname = 'a'", "the upstream a has no `url`"),
        ("[[upstreams]]\nurl = 'http://x'\nreasoning = 'x'", "reasoning must be one of"),
        ("[[upstreams]]\nurl = 'http://x'\npreset = 'vlm'", "did you mean 'vllm'?"),
        ("[[upstreams]]\nurl = 'http://x'\nkey-variable = 'NONE_SUCH'", "no NONE_SUCH"),
        ("[[upstreams]]\nurl = 'http://x'\nto = 'x'", "to must be one of"),
        ("[[upstreams]]\nurl = 'http://x'\nkey = ''", "the key of upstream-1 must have"),
        ("api-key = ''\n[[upstreams]]\nurl = 'http://x'", "api_key must have printable"),
        ("idle-timeout = nan\n[[upstreams]]\nurl = 'http://x'", "idle_timeout must not be"),
    ],
)
def test_a_wrong_file_is_reported(run: Any, tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "gateway.toml"
    file.write_text(text)
    status, output = run("--config", str(file))
    assert status == 2
    assert message in " ".join(output.split())


@pytest.mark.parametrize("client", ["codex", "openai", "ai-sdk"])
def test_the_lines_of_clients_are_printed(run: Any, client: str) -> None:
    status, output = run("--print-config", client, "--api-key", "secret", "--port", "99")
    assert status == 0
    assert "http://127.0.0.1:99/v1" in output
    assert "RESPONSES_PROTOCOL_API_KEY" in output
    assert "secret" not in output


def test_the_container_starts_with_the_settings_of_its_files(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The image sets the environment, and the compose file the flags and the key."""
    # The folder /data is in the image only.
    command = import_module("responses_protocol._cli.serve")
    monkeypatch.setattr(command, "check_folder", lambda store: None)
    folder = Path(__file__).parents[2] / "deploy" / "gateway"
    service = yaml.safe_load((folder / "compose.yaml").read_text())["services"]["gateway"]
    image = (folder / "Dockerfile").read_text()
    variables = re.findall(r"(RESPONSES_PROTOCOL_\w+)=(\S+)", image)
    environment = {**dict(variables), **service["environment"]}
    settings, host, port = run(*service["command"], **environment)
    assert (host, port) == ("0.0.0.0", 8321)
    assert settings.upstreams[0].options == PRESETS["vllm"]
    assert settings.store == "sqlite+aiosqlite:////data/gateway.sqlite"
    assert settings.api_key
    assert f"EXPOSE {port}" in image
