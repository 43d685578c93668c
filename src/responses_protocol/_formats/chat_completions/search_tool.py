"""Web search: a tool of Responses, and options of a Chat request.

In Chat, the tool choice does not apply to web search. So the options are written only for models
and servers that accept them, and only where the choice of tools allows a search. The layout of
Responses requests passes the tool as a member of its own.
"""

from __future__ import annotations

from responses_protocol._formats import servers
from responses_protocol._formats.body_layouts import Context, MemberGroup
from responses_protocol._formats.openai_models import can_search
from responses_protocol._formats.options import Options
from responses_protocol._formats.requests import find_web_search
from responses_protocol._formats.tool_names import is_web_search
from responses_protocol._values import Json, Object, copy_json

# OpenRouter forwards the options to OpenAI. Azure has no such model, Perplexity's models always
# search, and no other server documents it.
SERVERS = ("mlflow", "openai", "openrouter")
PLACE = ("city", "country", "region", "timezone")
CHOICE: Object = {"type": "web_search"}  # of the search, among allowed tools


def has_chat_form(request: Object, options: Options) -> bool:
    """Return whether the web search of a Responses request has a form in Chat."""
    tools = request.get("tools")
    if not isinstance(tools, list) or find_web_search(tools) is None:
        return False
    is_supported = options.server in SERVERS and can_search(request.get("model"))
    return is_supported and _is_allowed(request.get("tool_choice"))


def becomes_tool(request: Object, options: Options) -> bool:
    """Return whether the options of a Chat request become a tool: the server accepts them."""
    refused = "web_search_options" in servers.SERVERS[options.server].refuses
    return isinstance(request.get("web_search_options"), dict) and not refused


def _is_allowed(choice: Json) -> bool:
    """Return whether a choice of Responses allows the model to search."""
    if isinstance(choice, dict) and choice.get("type") == "allowed_tools":
        allowed = choice.get("tools")
        return isinstance(allowed, list) and any(map(is_web_search, allowed))
    return bool(choice != "none")


def to_chat(members: Object, context: Context) -> Object:
    """Return the options of the search tool."""
    if "tools" not in members or not has_chat_form(context.payload, context.options):
        return {}
    tool = members["tools"]["tool"]
    search_options: Object = {}
    if isinstance(tool.get("search_context_size"), str):
        search_options["search_context_size"] = tool["search_context_size"]
    location = tool.get("user_location")
    if isinstance(location, dict) and location.get("type", "approximate") == "approximate":
        search_options["user_location"] = {
            "type": "approximate",
            "approximate": _copy_place(location),
        }
    return {"web_search_options": search_options}


def _copy_place(location: Object) -> Object:
    return {name: copy_json(location[name]) for name in PLACE if location.get(name) is not None}


def to_responses(members: Object, context: Context) -> Object:
    """Return the search tool of these options, behind all other tools."""
    body = members.get("web_search_options")
    if not isinstance(body, dict):
        return {}
    tool: Object = dict(CHOICE)
    if isinstance(body.get("search_context_size"), str):
        tool["search_context_size"] = body["search_context_size"]
    location = body.get("user_location")
    inner = location.get("approximate") if isinstance(location, dict) else None
    if isinstance(inner, dict):
        tool["user_location"] = {"type": "approximate", **_copy_place(inner)}
    return {"tools": {"behind": 0, "tool": tool}}


GROUP = MemberGroup(("tools",), ("web_search_options",), to_chat, to_responses)
