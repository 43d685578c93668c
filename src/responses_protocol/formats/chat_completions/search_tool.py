"""Web search: a tool of Responses, and options of a Chat request.

In Chat, a model searches by it or does not, whatever else it may call. So the options are written
only for the models that take them, on servers that have them, and only where the choice of tools
lets the model search. The frame of Responses requests hands the tool over by itself.
"""

from __future__ import annotations

from responses_protocol.formats import servers
from responses_protocol.formats.body_layouts import Context, MemberGroup, Object
from responses_protocol.formats.openai_models import searches
from responses_protocol.formats.options import Options
from responses_protocol.formats.requests import search_place
from responses_protocol.formats.tool_names import is_search
from responses_protocol.values import Json, copied

# OpenRouter passes the options on to OpenAI. Azure has no such model, Perplexity's search by
# themselves, and no other server documents it.
SERVERS = ("mlflow", "openai", "openrouter")
PLACE = ("city", "country", "region", "timezone")
CHOICE: Object = {"type": "web_search"}  # of the search, among allowed tools


def is_said(request: Object, options: Options) -> bool:
    """Tell whether the web search of a Responses request has a form in Chat."""
    tools = request.get("tools")
    if not isinstance(tools, list) or search_place(tools) is None:
        return False
    may = options.server in SERVERS and searches(request.get("model"))
    return may and _is_allowed(request.get("tool_choice"))


def is_read(request: Object, options: Options) -> bool:
    """Tell whether the options of a Chat request become a tool: a server may refuse them."""
    refused = "web_search_options" in servers.SERVERS[options.server].refuses
    return isinstance(request.get("web_search_options"), dict) and not refused


def _is_allowed(choice: Json) -> bool:
    """Tell whether a choice of Responses leaves the search to the model."""
    if isinstance(choice, dict) and choice.get("type") == "allowed_tools":
        allowed = choice.get("tools")
        return isinstance(allowed, list) and any(map(is_search, allowed))
    return bool(choice != "none")


def to_chat(members: Object, context: Context) -> Object:
    """Return the options of the search tool."""
    if "tools" not in members or not is_said(context.payload, context.options):
        return {}
    tool = members["tools"]["tool"]
    made: Object = {}
    if isinstance(tool.get("search_context_size"), str):
        made["search_context_size"] = tool["search_context_size"]
    location = tool.get("user_location")
    if isinstance(location, dict) and location.get("type", "approximate") == "approximate":
        made["user_location"] = {"type": "approximate", "approximate": _place(location)}
    return {"web_search_options": made}


def _place(location: Object) -> Object:
    return {name: copied(location[name]) for name in PLACE if location.get(name) is not None}


def to_responses(members: Object, context: Context) -> Object:
    """Return the search tool of these options, as the last of all tools."""
    body = members.get("web_search_options")
    if not isinstance(body, dict):
        return {}
    made: Object = dict(CHOICE)
    if isinstance(body.get("search_context_size"), str):
        made["search_context_size"] = body["search_context_size"]
    location = body.get("user_location")
    inner = location.get("approximate") if isinstance(location, dict) else None
    if isinstance(inner, dict):
        made["user_location"] = {"type": "approximate", **_place(inner)}
    return {"tools": {"behind": 0, "tool": made}}


GROUP = MemberGroup(("tools",), ("web_search_options",), to_chat, to_responses)
