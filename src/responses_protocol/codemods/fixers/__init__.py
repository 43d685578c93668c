"""All fixers, in the order of their codes; one a file.

RPM1xx rewrite ChatAgents, RPM2xx are diagnoses of them, RPM3xx are about callers and logging,
RPM5xx about call sites of Chat Completions.
"""

from __future__ import annotations

from responses_protocol.codemods.fixer import Fixer
from responses_protocol.codemods.fixers import (
    rpm301_logged_example,
    rpm302_logged_task,
    rpm303_logged_signature,
    rpm304_logged_name,
    rpm311_agent_request,
    rpm312_agent_answer,
    rpm313_agent_chunks,
    rpm314_agent_evaluation,
)

FIXERS: tuple[Fixer, ...] = (
    rpm301_logged_example.FIXER,
    rpm302_logged_task.FIXER,
    rpm303_logged_signature.FIXER,
    rpm304_logged_name.FIXER,
    rpm311_agent_request.FIXER,
    rpm312_agent_answer.FIXER,
    rpm313_agent_chunks.FIXER,
    rpm314_agent_evaluation.FIXER,
)
