"""Signs that calls go to an endpoint, or to a model, without the Responses API."""

from __future__ import annotations

import re

import libcst as cst

from responses_protocol._codemods.bindings import value_of
from responses_protocol._codemods.literals import text_of
from responses_protocol._codemods.module import Module

ENDPOINTS = frozenset(("", "https://api.openai.com/v1", "https://api.openai.com/v1/"))
_SETTINGS = frozenset(("api_base", "api_type", "azure_endpoint", "base_url"))
_VARIABLES = frozenset(("OPENAI_API_BASE", "OPENAI_BASE_URL"))
# https://platform.openai.com/docs/models: these answer Chat Completions alone
_CHAT_MODELS = re.compile(r"gpt-.*(audio|search)")
_OTHER_MODELS = re.compile(
    r"(claude|command|deepseek|gemini|gemma|glm|gpt-oss|grok|kimi|llama|minimax|mistral|mixtral"
    r"|open-?mi[sx]t|phi|qwen|qwq|sonar|vicuna|yi-)|[^:]+/",
    re.IGNORECASE,
)


def sets_other_endpoint(module: Module) -> bool:
    """Return whether a text names a variable that sets another endpoint for all clients."""
    if any(text_of(literal) in _VARIABLES for literal in module.all(cst.SimpleString)):
        return True
    if any(arg.keyword and arg.keyword.value in _VARIABLES for arg in module.all(cst.Arg)):
        return True
    return any("openai" in module.names(owner) for owner in endpoint_owners(module))


def endpoint_owners(module: Module) -> list[cst.BaseExpression]:
    """Return the expressions whose endpoint is assigned, as in ``client.base_url = url``."""
    targets = [assigned.target for assigned in module.all(cst.AssignTarget)]
    return [
        target.value
        for target in targets
        if isinstance(target, cst.Attribute) and target.attr.value in _SETTINGS
    ]


def model_problem(module: Module, model: cst.BaseExpression) -> str:
    """Return why a model that is written out can't answer Responses, nothing if it may."""
    name = text_of(value_of(module, model)) or ""
    if _CHAT_MODELS.match(name):
        return f"{name} supports only Chat Completions"
    if _OTHER_MODELS.match(name):
        return f"{name} is no model of OpenAI's, and other endpoints may not have the Responses API"
    return ""
