"""Instructions, leading system messages, and forms of the history in whole requests."""

from __future__ import annotations

from requests_table import from_chat, from_responses
from table import prompt, user

from responses_protocol import Options

LIFT = Options(leading_system="instructions")
SYSTEM = {"role": "system", "content": "Be kind."}
BRIEF = {"role": "system", "content": "Be brief."}
KIND = prompt("Be kind.", "system")
DEVELOPER = Options(instructions="developer")
NOTHING = (("no_messages", "/input"),)

CASES = [
    from_responses(1, "nothing but a history", {}, {}),
    from_chat(1, "nothing but a history, from Chat", {}, {}),
    from_responses(
        1,
        "instructions are the first message",
        {"instructions": "Be kind."},
        {"messages": [SYSTEM, user()]},
        ("instructions", "/instructions"),
    ),
    from_responses(
        1,
        "instructions, of the developer",
        {"instructions": "Be kind."},
        {"messages": [{**SYSTEM, "role": "developer"}, user()]},
        ("instructions", "/instructions"),
        options=DEVELOPER,
    ),
    from_responses(
        1,
        "instructions, of the developer, for a server without that role",
        {"instructions": "Be kind."},
        {"messages": [SYSTEM, user()]},
        ("instructions", "/instructions"),
        options=Options(instructions="developer", developer_role="system"),
    ),
    from_responses(
        1,
        "instructions that say nothing",
        {"instructions": ""},
        {"messages": [{"role": "system", "content": ""}, user()]},
        ("instructions", "/instructions"),
    ),
    from_responses(
        1, "instructions are null", {"instructions": None}, {}, ("empty_member", "/instructions")
    ),
    from_responses(
        1,
        "instructions that are no text",
        {"instructions": [KIND]},
        {},
        ("unknown_parameter", "/instructions"),
    ),
    from_responses(
        1,
        "instructions and a system message stay two",
        {"instructions": "Be brief.", "input": [KIND, prompt()]},
        {"messages": [BRIEF, SYSTEM, user()]},
        ("instructions", "/instructions"),
    ),
    from_responses(
        1,
        "instructions, which are what an option would read anyway",
        {"instructions": "Be kind."},
        {"messages": [SYSTEM, user()]},
        options=LIFT,
    ),
    from_responses(6, "the input is a string", {"input": "Hello"}, {}, ("input_form", "/input")),
    from_responses(
        6,
        "instructions and a string",
        {"instructions": "Be kind.", "input": "Hello"},
        {"messages": [SYSTEM, user()]},
        ("instructions", "/instructions"),
        ("input_form", "/input"),
    ),
    from_responses(8, "an empty input", {"input": []}, {"messages": []}, notices=NOTHING),
    from_responses(
        8,
        "the input is null",
        {"input": None},
        {"messages": []},
        ("empty_member", "/input"),
        notices=NOTHING,
    ),
    from_chat(
        2,
        "a leading system message stays in its place",
        {"messages": [SYSTEM, user()]},
        {"input": [KIND, prompt()]},
    ),
    from_chat(
        2,
        "two leading system messages stay two",
        {"messages": [SYSTEM, BRIEF, user()]},
        {"input": [KIND, prompt("Be brief.", "system"), prompt()]},
        options=LIFT,
    ),
    from_chat(
        2,
        "a leading system message is lifted by an option",
        {"messages": [SYSTEM, user()]},
        {"instructions": "Be kind."},
        options=LIFT,
    ),
    from_chat(
        2,
        "a leading message of the developer is not what an option lifts",
        {"messages": [{**SYSTEM, "role": "developer"}, user()]},
        {"input": [prompt("Be kind.", "developer"), prompt()]},
        options=LIFT,
    ),
    from_chat(
        2,
        "a system message is not lifted where the developer speaks behind it",
        {"messages": [SYSTEM, {**BRIEF, "role": "developer"}, user()]},
        {"input": [KIND, prompt("Be brief.", "developer"), prompt()]},
        options=LIFT,
    ),
    from_chat(
        2,
        "a leading system message of two parts is not lifted",
        {
            "messages": [
                {"role": "system", "content": [{"type": "text", "text": text} for text in "ab"]}
            ]
        },
        {
            "input": [
                prompt([{"type": "input_text", "text": text} for text in "ab"], "system"),
            ]
        },
        options=LIFT,
    ),
    from_responses(
        2,
        "a system message in the input, which an option would read as instructions",
        {"input": [KIND, prompt()]},
        {"messages": [SYSTEM, user()]},
        ("instructions", "/input/0"),
        options=LIFT,
    ),
    from_responses(
        61,
        "how tools are chosen, where there are none",
        {"tool_choice": "auto", "parallel_tool_calls": True},
        {},
        ("choice_without_tools", "/tool_choice"),
        ("choice_without_tools", "/parallel_tool_calls"),
    ),
    from_chat(
        61,
        "how tools are chosen, where there are none, from Chat",
        {"tool_choice": "none", "parallel_tool_calls": False},
        {},
        ("choice_without_tools", "/tool_choice"),
        ("choice_without_tools", "/parallel_tool_calls"),
    ),
    from_responses(
        61,
        "how tools are chosen, where none is left",
        {"tools": [{"type": "mcp", "server_label": "s"}], "tool_choice": "required"},
        {},
        ("hosted_tool", "/tools/0"),
        ("tool_choice", "/tool_choice"),
    ),
    from_chat(
        61,
        "the options of web search are no tool that Chat could choose",
        {"web_search_options": {}, "tool_choice": "none"},
        {"tools": [{"type": "web_search"}]},
        ("choice_without_tools", "/tool_choice"),
        ("search_model", "/web_search_options"),
    ),
]
