"""The grammar of a Responses stream: state x input -> state, problem.

    stream  = created queued* in_progress event* (error? end)
    event   = added(item) | inner(item) | done(item), items side by side
    item    = added (part | text)* done
    part    = added (delta | annotation)* text_done done
    text    = delta* text_done                  of the arguments, input or code of a call

An event is an input to three machines: to the stream, to its item and to its part. Items and parts
may stand side by side in any order, except for their numbers. The tables are not those of
the translators, so that a mistake there is none here.
"""

from __future__ import annotations

Rows = dict[tuple[str, str], tuple[str, str | None]]

NEW, CREATED, RUNNING, BROKEN, ENDED = "new", "created", "running", "broken", "ended"
ABSENT, OPEN, TEXT_DONE, DONE = "absent", "open", "text_done", "done"

STREAM: Rows = {
    (NEW, "created"): (CREATED, None),
    (NEW, "queued"): (CREATED, "out_of_order"),
    (NEW, "in_progress"): (RUNNING, "out_of_order"),
    (NEW, "other"): (RUNNING, "out_of_order"),
    (NEW, "error"): (BROKEN, "out_of_order"),
    (NEW, "end"): (ENDED, "out_of_order"),
    (CREATED, "created"): (CREATED, "out_of_order"),
    (CREATED, "queued"): (CREATED, None),
    (CREATED, "in_progress"): (RUNNING, None),
    (CREATED, "other"): (RUNNING, "out_of_order"),
    (CREATED, "error"): (BROKEN, None),
    (CREATED, "end"): (ENDED, None),
    (RUNNING, "created"): (RUNNING, "out_of_order"),
    (RUNNING, "queued"): (RUNNING, "out_of_order"),
    (RUNNING, "in_progress"): (RUNNING, "out_of_order"),
    (RUNNING, "other"): (RUNNING, None),
    (RUNNING, "error"): (BROKEN, None),
    (RUNNING, "end"): (ENDED, None),
    (BROKEN, "end"): (ENDED, None),  # the answer as far as it came may follow
    **{
        (BROKEN, event): (BROKEN, "after_end")
        for event in ("created", "queued", "in_progress", "other", "error")
    },
    **{
        (ENDED, event): (ENDED, "after_end")
        for event in ("created", "queued", "in_progress", "other", "error", "end")
    },
}

ITEM: Rows = {
    (ABSENT, "added"): (OPEN, None),
    (ABSENT, "inner"): (OPEN, "item_unannounced"),
    (ABSENT, "done"): (DONE, "item_unannounced"),
    (OPEN, "added"): (OPEN, "item_again"),
    (OPEN, "inner"): (OPEN, None),
    (OPEN, "done"): (DONE, None),
    (DONE, "added"): (DONE, "item_again"),
    (DONE, "inner"): (DONE, "item_after_done"),
    (DONE, "done"): (DONE, "item_after_done"),
}

PART: Rows = {
    (ABSENT, "added"): (OPEN, None),
    (ABSENT, "delta"): (OPEN, "part_unannounced"),
    (ABSENT, "annotation"): (OPEN, "part_unannounced"),
    (ABSENT, "text_done"): (TEXT_DONE, "part_unannounced"),
    (ABSENT, "done"): (DONE, "part_unannounced"),
    (OPEN, "added"): (OPEN, "part_again"),
    (OPEN, "delta"): (OPEN, None),
    (OPEN, "annotation"): (OPEN, None),
    (OPEN, "text_done"): (TEXT_DONE, None),
    (OPEN, "done"): (DONE, "text_open"),
    (TEXT_DONE, "added"): (TEXT_DONE, "part_again"),
    (TEXT_DONE, "delta"): (TEXT_DONE, "part_after_done"),
    (TEXT_DONE, "annotation"): (TEXT_DONE, None),  # readers have all that it refers to
    (TEXT_DONE, "text_done"): (TEXT_DONE, "part_after_done"),
    (TEXT_DONE, "done"): (DONE, None),
    (DONE, "added"): (DONE, "part_again"),
    (DONE, "delta"): (DONE, "part_after_done"),
    (DONE, "annotation"): (DONE, "part_after_done"),
    (DONE, "text_done"): (DONE, "part_after_done"),
    (DONE, "done"): (DONE, "part_after_done"),
}

# the input of an event to the stream, if it belongs to no item
TO_STREAM = {
    "response.created": "created",
    "response.queued": "queued",
    "response.in_progress": "in_progress",
    "error": "error",
    "response.completed": "end",
    "response.incomplete": "end",
    "response.failed": "end",
}
TO_ITEM = {"response.output_item.added": "added", "response.output_item.done": "done"}

# an event as input to a part: the input, the member of the item, the member with the index of the
# part, and the member of event and part with its text (both None for the text of a call)
Step = tuple[str, str, str | None, str | None]
PARTS = {
    "response.content_part": ("content", "content_index"),
    "response.reasoning_summary_part": ("summary", "summary_index"),
}
TEXTS: dict[str, tuple[str, str | None, str | None]] = {
    "response.output_text": ("content", "content_index", "text"),
    "response.refusal": ("content", "content_index", "refusal"),
    "response.reasoning_text": ("content", "content_index", "text"),
    "response.reasoning": ("content", "content_index", "text"),
    "response.reasoning_summary_text": ("summary", "summary_index", "text"),
    "response.reasoning_summary": ("summary", "summary_index", "text"),
    "response.function_call_arguments": ("arguments", None, None),
    "response.custom_tool_call_input": ("input", None, None),
    "response.mcp_call_arguments": ("arguments", None, None),
    "response.mcp_call.arguments": ("arguments", None, None),  # names that some servers use
    "response.code_interpreter_call_code": ("code", None, None),
    "response.code_interpreter_call.code": ("code", None, None),
}
TO_PART: dict[str, Step] = {
    "response.output_text.annotation.added": ("annotation", "content", "content_index", None),
    **{f"{kind}.added": ("added", *members, None) for kind, members in PARTS.items()},
    **{f"{kind}.done": ("done", *members, None) for kind, members in PARTS.items()},
    **{f"{kind}.delta": ("delta", *members) for kind, members in TEXTS.items()},
    **{f"{kind}.done": ("text_done", *members) for kind, members in TEXTS.items()},
}

# the texts of calls that come as deltas
DELTA_TEXTS = {"function_call": "arguments", "custom_tool_call": "input"}

PREFIXES = {
    "message": "msg_",
    "reasoning": "rs_",
    "function_call": "fc_",
    "custom_tool_call": "ctc_",
    "web_search_call": "ws_",
    "file_search_call": "fs_",
    "code_interpreter_call": "ci_",
    "image_generation_call": "ig_",
    "mcp_call": "mcp_",
    "mcp_list_tools": "mcpl_",
    "tool_search_call": "tsc_",
    "tool_search_output": "tso_",
}
