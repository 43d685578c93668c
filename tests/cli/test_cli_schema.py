"""``schema``: the schemas of payloads, printed as they are shipped."""

from __future__ import annotations

import json

import pytest
from cli_commands import run

from responses_protocol.schemas import bundles


def test_a_schema_is_printed() -> None:
    result = run("schema", "responses/request", "--profile", "request")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == bundles.load("responses/request", "request")
    assert json.loads(run("schema", "responses/request").stdout) == bundles.load(
        "responses/request"
    )


@pytest.mark.parametrize("arguments", [("--list",), (), ("responses/item", "--list")])
def test_all_are_listed(arguments: tuple[str, ...]) -> None:
    result = run("schema", *arguments)
    assert result.exit_code == 0
    profiles = dict(line.split(maxsplit=1) for line in result.stdout.splitlines())
    assert tuple(profiles) == bundles.names()
    assert {name for name, profile in profiles.items() if profile == "wire, request"} == set(
        bundles.names("request")
    )
    assert profiles["responses/response"] == "wire"


def test_a_payload_of_servers_has_one_profile() -> None:
    result = run("schema", "responses/response", "--profile", "request")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == bundles.load("responses/response")
    assert result.stderr == (
        "schema: responses/response is not sent to an endpoint; this is its wire profile\n"
    )


@pytest.mark.parametrize("name", ["responses", "responses/request.json", "../wire/responses/item"])
def test_another_name_is_wrong_usage(name: str) -> None:
    result = run("schema", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "schema --list" in result.stderr
