"""Lines that configure a client to use the gateway."""

from __future__ import annotations

import json
from collections.abc import Callable

KEY = "RESPONSES_PROTOCOL_API_KEY"


def write_codex(url: str, needs_key: bool, model: str) -> str:
    """Return the lines of the Codex CLI's ``config.toml``."""
    lines = [
        f"model = {json.dumps(model)}",
        'model_provider = "gateway"',
        "",
        "[model_providers.gateway]",
        'name = "gateway"',
        f"base_url = {json.dumps(url)}",
        'wire_api = "responses"',
    ]
    return "\n".join((*lines, *([f'env_key = "{KEY}"'] if needs_key else [])))


def write_openai(url: str, needs_key: bool, model: str) -> str:
    """Return the environment variables of OpenAI's SDKs, which demand a key in any case."""
    key = f'"${KEY}"' if needs_key else "none"
    return f"export OPENAI_BASE_URL={url}\nexport OPENAI_API_KEY={key}"


def write_ai_sdk(url: str, needs_key: bool, model: str) -> str:
    """Return the code that makes a model of the AI SDK."""
    key = f"process.env.{KEY}" if needs_key else '"none"'
    lines = [
        'import { createOpenAI } from "@ai-sdk/openai";',
        "",
        f"const gateway = createOpenAI({{ baseURL: {json.dumps(url)}, apiKey: {key} }});",
        f"const model = gateway.responses({json.dumps(model)});",
    ]
    return "\n".join(lines)


LINES: dict[str, Callable[[str, bool, str], str]] = {
    "ai-sdk": write_ai_sdk,
    "codex": write_codex,
    "openai": write_openai,
}
