"""The end of an agent's answer beside its items: status, usage, custom outputs and losses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from responses_protocol._agents.usages import add_usage
from responses_protocol._formats import finish_reasons
from responses_protocol._formats.options import DEFAULT
from responses_protocol._lens.bodies import translate_answer
from responses_protocol._lens.losses import Loss
from responses_protocol._values import Json, Object, copy_json


@dataclass(frozen=True)
class AnswerSummary:
    """The parts of an answer beside its items: status, usage, custom outputs and losses.

    ``usage`` has the form of Responses, and is the sum of several answers. It is None if no answer
    has usage; ``custom_outputs`` likewise.
    """

    status: str
    incomplete_details: Object | None
    usage: Object | None
    custom_outputs: Object | None
    losses: tuple[Loss, ...]


class SummaryFold:
    """Accumulates the summary of an answer: ``add`` its parts in order, then ``make_summary``."""

    def __init__(self) -> None:
        self._finish_reason: str | None = None
        self._ending: Object = {"status": "completed", "incomplete_details": None}
        self._usage: Object | None = None
        self._custom_outputs: Object | None = None
        self._losses: tuple[Loss, ...] = ()

    @property
    def is_incomplete(self) -> bool:
        """Whether the answer was cut before its end."""
        return bool(self._read_ending()["status"] == "incomplete")

    def make_summary(self) -> AnswerSummary:
        """Return the summary; raise RecursionError where a value is nested too deeply."""
        usage, outputs = copy_json(self._usage), copy_json(self._custom_outputs)
        ending = self._read_ending()
        return AnswerSummary(**ending, usage=usage, custom_outputs=outputs, losses=self._losses)

    def _read_ending(self) -> Object:
        if self._finish_reason is None:
            return self._ending
        status, details = finish_reasons.read_finish_reason(self._finish_reason)
        return {"status": status, "incomplete_details": details}

    def add_losses(self, losses: Iterable[Loss]) -> None:
        """Add losses of the answer."""
        self._losses += tuple(losses)

    def add_usage(self, usage: Json) -> None:
        """Add usage in the form of Responses, if there is some."""
        if isinstance(usage, dict):
            self._usage = add_usage(self._usage, usage)

    def set_ending(self, status: Json, incomplete_details: Json = None) -> None:
        """Set the status; a later finish reason overrides it."""
        self._ending = {"status": status, "incomplete_details": incomplete_details}

    def clear_finish_reason(self) -> None:
        """Discard the finish reason, so that the status counts."""
        self._finish_reason = None

    def add_agent_members(self, value: Object) -> None:
        """Add the members of a chunk or an answer of a ChatAgent beside its messages."""
        if isinstance(value.get("finish_reason"), str):
            self._finish_reason = value["finish_reason"]
        if isinstance(value.get("custom_outputs"), dict):
            self._custom_outputs = self._custom_outputs or {}
            self._custom_outputs.update(value["custom_outputs"])
        usage = value.get("usage")
        if isinstance(usage, dict) and "prompt_tokens" in usage:
            completion = {"choices": [], "usage": usage}
            response = translate_answer(completion, "chat_completions", "responses", DEFAULT)
            self.add_usage(response["usage"])

    def add_response_members(self, response: Object) -> None:
        """Add the members of a Responses answer beside its items."""
        self.add_agent_members(response)
        self.add_usage(response.get("usage"))
        status, details = response.get("status"), response.get("incomplete_details")
        self.set_ending(
            status if isinstance(status, str) and status else "completed",
            details if isinstance(details, dict) else None,
        )
