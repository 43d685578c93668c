"""Rules for MLflow's ChatAgent: RP8.."""

from __future__ import annotations

from responses_protocol.checks.rules.chat_agent.rp801_empty_message import RP801
from responses_protocol.checks.rules.chat_agent.rp802_tool_message import RP802
from responses_protocol.checks.rules.chat_agent.rp803_answer_id import RP803
from responses_protocol.checks.rules.chat_agent.rp804_answer_id_twice import RP804
from responses_protocol.checks.rules.chat_agent.rp805_content_parts import RP805
from responses_protocol.checks.rules.chat_agent.rp806_unknown_member import RP806
from responses_protocol.checks.rules.chat_agent.rp807_incomplete_call import RP807
from responses_protocol.checks.rules.chat_agent.rp808_null_context import RP808
from responses_protocol.checks.rules.chat_agent.rp809_dropped_member import RP809
from responses_protocol.checks.rules.chat_agent.rp810_outputs_in_chunks import RP810

RULES = (RP801, RP802, RP803, RP804, RP805, RP806, RP807, RP808, RP809, RP810)
