"""Rules for what belongs to another dialect: RP90. and RP91."""

from __future__ import annotations

from responses_protocol.checks.rules.dialects.rp901_chat_role import RP901
from responses_protocol.checks.rules.dialects.rp902_chat_calls import RP902
from responses_protocol.checks.rules.dialects.rp903_chat_part import RP903
from responses_protocol.checks.rules.dialects.rp904_chat_member import RP904
from responses_protocol.checks.rules.dialects.rp905_chat_image import RP905
from responses_protocol.checks.rules.dialects.rp906_chat_tool import RP906
from responses_protocol.checks.rules.dialects.rp907_chat_tool_choice import RP907
from responses_protocol.checks.rules.dialects.rp908_messages import RP908
from responses_protocol.checks.rules.dialects.rp909_moved_parameter import RP909
from responses_protocol.checks.rules.dialects.rp910_chat_parameter import RP910
from responses_protocol.checks.rules.dialects.rp911_chat_format import RP911
from responses_protocol.checks.rules.dialects.rp920_item_in_messages import RP920
from responses_protocol.checks.rules.dialects.rp921_responses_part import RP921
from responses_protocol.checks.rules.dialects.rp922_responses_image import RP922
from responses_protocol.checks.rules.dialects.rp923_responses_tool import RP923
from responses_protocol.checks.rules.dialects.rp924_hosted_tool_in_chat import RP924
from responses_protocol.checks.rules.dialects.rp925_responses_tool_choice import RP925
from responses_protocol.checks.rules.dialects.rp926_responses_parameter import RP926
from responses_protocol.checks.rules.dialects.rp927_responses_format import RP927

RULES = (
    RP901,
    RP902,
    RP903,
    RP904,
    RP905,
    RP906,
    RP907,
    RP908,
    RP909,
    RP910,
    RP911,
    RP920,
    RP921,
    RP922,
    RP923,
    RP924,
    RP925,
    RP926,
    RP927,
)
