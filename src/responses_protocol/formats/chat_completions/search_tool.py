"""Web search: a tool of Responses, and options of a Chat request.

A whole request has room for both, so its tools are translated here: as tools are elsewhere, and
with the first web search tool as the last value, in the shape ``{"type": "web_search",
"web_search": options}``, which the frame of Chat requests takes out and puts in.
"""

from __future__ import annotations

from responses_protocol.formats.chat_completions import tools
from responses_protocol.formats.chat_completions.known import SEARCH_TOOLS
from responses_protocol.formats.chat_completions.request import WEB_SEARCH, is_search
from responses_protocol.formats.options import Options
from responses_protocol.formats.turns import Cut, Opened
from responses_protocol.values import Json, copied

PLACE = ("city", "country", "region", "timezone")


def from_responses(
    values: list[Json], options: Options, opened: Opened | None = None
) -> tuple[list[Json], list[Cut]]:
    """Translate the tools of a request; errors as in ``tools.from_responses``."""
    at = next((at for at, tool in enumerate(values) if _searches(tool)), None)
    if at is None:
        return tools.from_responses(values, options, opened)
    last = at == len(values) - 1
    made, cuts = tools.from_responses(values[:at] if last else values, options, opened)
    made.append({"type": WEB_SEARCH, WEB_SEARCH: _options(values[at])})
    # only where it stands last is the order the same on both sides, and can be cut
    return made, [*(cuts if last else ()), (len(values), len(made))]


def _searches(tool: Json) -> bool:
    kind = tool.get("type") if isinstance(tool, dict) else None
    return isinstance(kind, str) and kind in SEARCH_TOOLS


def _options(tool: dict[str, Json]) -> dict[str, Json]:
    made = {}
    if isinstance(tool.get("search_context_size"), str):
        made["search_context_size"] = tool["search_context_size"]
    location = tool.get("user_location")
    if isinstance(location, dict) and location.get("type", "approximate") == "approximate":
        made["user_location"] = {"type": "approximate", "approximate": _place(location)}
    return made


def _place(location: dict[str, Json]) -> dict[str, Json]:
    return {name: copied(location[name]) for name in PLACE if location.get(name) is not None}


def to_responses(
    values: list[Json], options: Options, opened: Opened | None = None
) -> tuple[list[Json], list[Cut]]:
    """Translate the tools of a Chat request, the options of web search as the last of them."""
    search = values[-1] if values and is_search(values[-1]) else None
    if search is None:
        return tools.to_responses(values, options, opened)
    made, cuts = tools.to_responses(values[:-1], options, opened)
    made.append(_tool(search[WEB_SEARCH]))
    return made, [*cuts, (len(values), len(made))]


def _tool(body: dict[str, Json]) -> dict[str, Json]:
    made: dict[str, Json] = {"type": "web_search"}
    if isinstance(body.get("search_context_size"), str):
        made["search_context_size"] = body["search_context_size"]
    location = body.get("user_location")
    inner = location.get("approximate") if isinstance(location, dict) else None
    if isinstance(inner, dict):
        made["user_location"] = {"type": "approximate", **_place(inner)}
    return made
