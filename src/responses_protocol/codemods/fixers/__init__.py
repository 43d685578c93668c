"""All fixers, in the order of their codes; one a file.

RPM1xx rewrite ChatAgents, RPM2xx are diagnoses of them, RPM3xx are about callers and logging,
RPM5xx about call sites of Chat Completions.
"""

from __future__ import annotations

from responses_protocol.codemods.fixer import Fixer
from responses_protocol.codemods.fixers import (
    agent_answer,
    agent_calls,
    agent_chat_call,
    agent_chunks,
    agent_class,
    agent_evaluation,
    agent_predict,
    agent_request,
    agent_stream,
    chat_answer,
    chat_call,
    chat_call_left,
    convert_messages,
    id_per_chunk,
    input_ids,
    left_names,
    logged_example,
    logged_name,
    logged_requirements,
    logged_signature,
    logged_task,
    missing_id,
    model_dump_compat,
    relabelled_result,
    streamed_response,
    trace_decorator,
    unknown_base,
)

FIXERS: tuple[Fixer, ...] = (
    agent_class.FIXER,
    trace_decorator.FIXER,
    agent_predict.FIXER,
    agent_stream.FIXER,
    agent_calls.FIXER,
    convert_messages.FIXER,
    model_dump_compat.FIXER,
    left_names.FIXER,
    unknown_base.FIXER,
    missing_id.FIXER,
    id_per_chunk.FIXER,
    relabelled_result.FIXER,
    streamed_response.FIXER,
    input_ids.FIXER,
    logged_example.FIXER,
    logged_task.FIXER,
    logged_signature.FIXER,
    logged_name.FIXER,
    logged_requirements.FIXER,
    agent_request.FIXER,
    agent_answer.FIXER,
    agent_chunks.FIXER,
    agent_evaluation.FIXER,
    agent_chat_call.FIXER,
    chat_call.FIXER,
    chat_answer.FIXER,
    chat_call_left.FIXER,
)
