"""The codes of losses and notices, with their severity and meaning. ``docs/losses.md`` lists them.

``info`` is bookkeeping, ``warning`` an approximation, and ``error`` content or behaviour that the
value lacks. The complement contains all of it.
"""

from __future__ import annotations

from typing import NamedTuple

from responses_protocol._severity import Severity

HUB = "Responses"  # as messages name it


class Code(NamedTuple):
    """The severity and the meaning of a loss code."""

    severity: Severity
    template: str

    def message(self, source: str = "the source", target: str = "the target") -> str:
        """Return the message, which names the dialects of a conversion by these words.

        ``{other}`` in a template is the one of the two that is not the hub.
        """
        if "{" not in self.template:
            return self.template
        other_dialect = source if target == HUB else target
        words = {"{source}": source, "{target}": target, "{other}": other_dialect}
        message = self.template
        for place, word in words.items():
            message = message.replace(place, word)
        return message


CODES: dict[str, Code] = {
    # --- form: the same thing, said in another way ---
    "absent_member": Code(
        "info", "the member is absent; the reverse translation writes its default"
    ),
    "empty_member": Code(
        "info", "the member is null or empty; the reverse translation leaves it out"
    ),
    "content_form": Code("info", "the same content in another form (string, list, null, absent)"),
    "arguments_form": Code("info", "the arguments of a call are spelled in another way"),
    "error_form": Code("info", "the same error in another form"),
    "message_type": Code("info", "the message has no type; the reverse translation writes it"),
    "tool_call_type": Code("info", "the tool call has no type; the reverse translation writes it"),
    "input_form": Code("info", "the input is one string; its value is a list with one message"),
    "reasoning_form": Code("info", "the same reasoning in another place, or joined in one"),
    "instructions": Code("info", "the instructions are the first message, or the other way round"),
    "default_value": Code("info", "the value is the default of the parameter"),
    "legacy_functions": Code("info", "the deprecated form of tools becomes the present one"),
    "token_limit": Code("info", "another name for the limit of tokens"),
    "stream_usage": Code(
        "info", "the {source} stream is requested with usage, which {target} always sends"
    ),
    "options_without_stream": Code("info", "options of a stream in a request without one"),
    "choice_without_tools": Code(
        "info", "the choice of tools is left out, since there are no tools"
    ),
    "merged_tools": Code("info", "tools given inside the history are read with all others"),
    "resolved_state": Code("info", "stored values of the server were resolved and are written"),
    # --- bookkeeping ---
    "client_metadata": Code("info", "metadata of the client, which no API documents"),
    "effort_form": Code("info", "the effort of reasoning is in another member"),
    "item_id": Code("info", "the id of the item has no place in the target"),
    "item_status": Code("info", "the status of the item has no place in the target"),
    "agent_member": Code("warning", "a member that the bodies of the target do not have"),
    "answer_id": Code("info", "the id of the answer gets another prefix, or is derived"),
    "choice_index": Code("info", "the index of a choice, of which the value has only one"),
    "echo": Code("info", "members repeated from the request have no place in a {target} answer"),
    "empty_reasoning": Code("info", "a reasoning item without any content has no form in {target}"),
    "envelope": Code("info", "a member of the whole answer that only one API has"),
    "legacy_function_call": Code(
        "info", "the deprecated form becomes a tool call with a derived id"
    ),
    "message_id": Code("info", "the id of the message has no place there, or gets a prefix"),
    "repeated_member": Code("info", "chunks have different values of a member; the first is used"),
    "service_tier": Code("info", "a service tier that only this server or API knows"),
    "strict_default": Code("info", "`strict` is written or left out, since its defaults differ"),
    "tool_parameters": Code("info", "a tool without parameters gets the empty object schema"),
    "usage_detail": Code("info", "a count of tokens that the target has no place for"),
    # --- approximations ---
    "annotations": Code("warning", "citations have no place in a {other} history"),
    "arguments": Code("warning", "empty arguments are written as {} by an option"),
    "call_id": Code("warning", "the call id is too long or missing; a derived id replaces it"),
    "custom_arguments": Code("warning", "arguments beside the input of a custom tool are left out"),
    "developer_role": Code("warning", "the developer role is written as system by an option"),
    "duplicate_call_id": Code(
        "warning",
        "two open calls have one id, or the server accepts only others; another id replaces it",
    ),
    "encrypted_reasoning": Code(
        "warning", "encrypted reasoning has no form in {target}; only its own server can read it"
    ),
    "finish_reason": Code("warning", "another word for the reason that the answer ended"),
    "image_detail": Code(
        "warning", "the level of detail of a file, which the target does not have"
    ),
    "item_incomplete": Code(
        "warning", "the item was cut before its end, which {target} can't express"
    ),
    "item_member": Code("warning", "a member that only {source} knows"),
    "item_type": Code(
        "warning", "the type of an output follows that of its call, and that of a call its tool"
    ),
    "logprobs": Code("warning", "log probabilities have no place in a history of the target"),
    "namespace": Code("warning", "the namespace is folded into the name of the tool"),
    "order": Code("warning", "values are in another order, or joined, in the target"),
    "part_member": Code("warning", "a member of a content part that the target does not know"),
    "phase": Code("warning", "the phase of the message has no place in {target}"),
    "message_name": Code("warning", "the name of the participant has no place in {target}"),
    "tool_member": Code("warning", "a member of a tool definition that the target does not know"),
    "logprobs_wish": Code(
        "warning", "{other} accepts a number of top tokens only beside `logprobs`"
    ),
    "reasoning_member": Code(
        "warning", "of the reasoning parameters, {target} accepts only the effort"
    ),
    "search_model": Code(
        "warning", "in {other}, only other models search the web by these options"
    ),
    "search_tool": Code("warning", "web search has another type, or other options, in the target"),
    "tool_search": Code("warning", "a search of tools by the client is written as a function"),
    "streamed_otherwise": Code(
        "warning", "the streamed content differs from the whole answer at the end"
    ),
    "include": Code("warning", "{target} can't be asked for more content than log probabilities"),
    "key_length": Code("warning", "the key is too long for {target}; a shorter key replaces it"),
    "least_tokens": Code("warning", "{target} takes no limit below 16 tokens"),
    "metadata_not_stored": Code("warning", "{target} accepts metadata only if `store` is true"),
    "parameter_value": Code("warning", "a value of a parameter that only one API knows"),
    "unsupported_hint": Code(
        "warning", "the server refuses this parameter, which does not affect the output"
    ),
    "tool_choice_word": Code("warning", "another word for the same choice"),
    "unknown_member": Code("warning", "a member that neither API documents"),
    # --- not in the value ---
    "annotation_type": Code("error", "a citation of a kind that {target} does not have"),
    "answer_error": Code("error", "the error has no place in the answer of the target"),
    "answer_status": Code(
        "error", "the answer is missing, or was cancelled, so there are no choices"
    ),
    "attachments": Code("error", "attachments have no place outside {source}"),
    "additional_tools": Code("error", "tools given inside the history have no form in {target}"),
    "audio": Code("error", "audio of the assistant has no form in {target}"),
    "call_fragment": Code("error", "arguments after complete ones, or for a finished call"),
    "chat_parameter": Code("error", "only one of {source} and {target} has the parameter"),
    "choice": Code("error", "{target} has one answer; further choices have no form"),
    "commentary": Code("error", "a message beside the final one, which is all that {target} has"),
    "compaction": Code("error", "a compacted part of the history can't be read outside {source}"),
    "damaged_chunk": Code("error", "a payload that is not a chunk was refused, with its content"),
    "file_url": Code("error", "{target} takes no file by url"),
    "hosted_item": Code("error", "a call of a hosted tool, or its output, has no form in {target}"),
    "hosted_tool": Code("error", "a hosted tool has no form in {target}"),
    "image_file_id": Code("error", "{target} takes no image by file id"),
    "images": Code("error", "images that the model made have no form in {target}"),
    "item_reference": Code("error", "only the server has the referenced item"),
    "n": Code("error", "{target} returns one answer to a request"),
    "orphan_output": Code("error", "an output without its call, which both endpoints refuse"),
    "reasoning": Code("error", "readable reasoning is left out; an option names a field for it"),
    "reasoning_signature": Code("error", "the signature of reasoning has no form in {target}"),
    "refusal": Code("error", "the refusal has no place in {target}"),
    "response_format": Code("error", "the target has no such format of answers"),
    "responses_parameter": Code("error", "only one of {source} and {target} has the parameter"),
    "signature": Code("error", "the server requires it with the call or text that it signs"),
    "server_state": Code("error", "stored values of the server are included only by a resolver"),
    "tool_call": Code("error", "a tool call of a kind that the target has no form for"),
    "tool_choice": Code("error", "the target can't force this choice; it is left out"),
    "tool_output_media": Code("error", "media of a tool output are left out, by an option"),
    "unknown_item": Code("error", "an item of a type that {target} has no form for"),
    "unknown_message": Code("error", "a message of a role that the target has no form for"),
    "unknown_parameter": Code("error", "a parameter that neither API documents is not passed on"),
    "unknown_part": Code("error", "a content part of a type that the target has no form for"),
    "unknown_tool": Code("error", "a tool of a type that the target has no form for"),
    "unsupported_parameter": Code("error", "the server is known to refuse this parameter"),
    # --- of streams only ---
    "superseded": Code(
        "warning", "an announced or streamed text differs from a later one; one of them is left out"
    ),
    "unknown_event": Code("warning", "an event of a type that no answer has a place for"),
    "late_event": Code("error", "an event for an item or answer that has ended is left out"),
    "missing_events": Code("error", "a stream begins in the middle, or continues after a gap"),
    "unfinished_stream": Code("error", "the stream did not end; further losses are unknown"),
    "unreadable_event": Code("error", "an event that can't be read is left out"),
    # --- notices: defects of the source that the conversion keeps ---
    "audio_input": Code("warning", "the types of Responses have no audio among the inputs"),
    "empty_call_id": Code("warning", "the id of a call is empty, which Responses refuses"),
    "file_data": Code(
        "warning", "OpenAI refuses file data without `filename`, or that is not a data URL"
    ),
    "inline_media": Code("info", "an option writes media of a tool output into its message"),
    "lone_output": Code(
        "warning", "an output by itself: endpoints want its call before it, ChatAgent its name"
    ),
    "media_message": Code(
        "info", "media of a tool output are in its message, or in a user message after it"
    ),
    "reasoning_field": Code("info", "an option writes readable reasoning into a field"),
    "tool_only_content": Code("info", "an option writes the content of a message without text"),
    "wrapped_call": Code("info", "an option writes the call as a marked function call"),
    "wrapped_tool": Code("info", "an option writes the custom tool as a marked function"),
    "unanswered_call": Code(
        "warning", "a call in mid-history, or in a request, has no output; both endpoints refuse"
    ),
    "json_word": Code("warning", "OpenAI refuses JSON mode if no message contains the word JSON"),
    "store_default": Code(
        "warning", "without `store`, Responses stores the answer, and Chat does not"
    ),
    "reasoning_with_tools": Code(
        "warning", "{target} refuses function tools for this model unless the effort is none"
    ),
    "no_messages": Code("warning", "no message is left in the value; every server refuses that"),
    "last_role": Code("warning", "the server refuses a history that ends with the assistant"),
    "tool_limit": Code("warning", "the server takes fewer tools"),
}
