"""Rules for Responses histories: RP2.."""

from __future__ import annotations

from responses_protocol.checks.rules.responses_history.rp203_unanswered_call import RP203

RULES = (RP203,)
