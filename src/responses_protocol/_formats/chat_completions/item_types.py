"""The types of Responses items, and of the tools that Chat has no form for."""

from __future__ import annotations

from responses_protocol._formats.tool_names import SEARCH_TOOLS

# Chat has a form for these, and for messages, which their role shows.
TRANSLATED_ITEMS = frozenset(
    [
        "custom_tool_call",
        "custom_tool_call_output",
        "function_call",
        "function_call_output",
        "reasoning",
    ]
)
HOSTED_ITEMS = frozenset(
    [
        "agent_message",
        "apply_patch_call",
        "apply_patch_call_output",
        "code_interpreter_call",
        "compaction_trigger",
        "computer_call",
        "computer_call_output",
        "configuration_update",
        "file_search_call",
        "image_generation_call",
        "local_shell_call",
        "local_shell_call_output",
        "mcp_approval_request",
        "mcp_approval_response",
        "mcp_call",
        "mcp_list_tools",
        "multi_agent_call",
        "multi_agent_call_output",
        "program",
        "program_output",
        "shell_call",
        "shell_call_output",
        "tool_search_call",
        "tool_search_output",
        "web_search_call",
    ]
)
CONTEXT_ITEMS = frozenset(("additional_tools", "compaction", "item_reference"))
HOSTED_TOOLS = SEARCH_TOOLS | frozenset(
    [
        "apply_patch",
        "code_interpreter",
        "computer",
        "computer_use",
        "computer_use_preview",
        "file_search",
        "image_generation",
        "local_shell",
        "mcp",
        "programmatic_tool_calling",
        "shell",
        "tool_search",
        "x_search",
    ]
)
