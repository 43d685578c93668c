"""Rules for Responses requests: RP3.."""

from __future__ import annotations

from responses_protocol.checks.rules.responses_request.rp301_no_input import RP301
from responses_protocol.checks.rules.responses_request.rp302_no_model import RP302
from responses_protocol.checks.rules.responses_request.rp303_two_pasts import RP303
from responses_protocol.checks.rules.responses_request.rp304_number_range import RP304
from responses_protocol.checks.rules.responses_request.rp305_metadata import RP305
from responses_protocol.checks.rules.responses_request.rp306_name_length import RP306
from responses_protocol.checks.rules.responses_request.rp307_choice_without_tools import RP307
from responses_protocol.checks.rules.responses_request.rp308_undeclared_choice import RP308
from responses_protocol.checks.rules.responses_request.rp309_json_not_asked_for import RP309
from responses_protocol.checks.rules.responses_request.rp310_stream_options import RP310
from responses_protocol.checks.rules.responses_request.rp311_not_with_reasoning import RP311
from responses_protocol.checks.rules.responses_request.rp312_state_id import RP312
from responses_protocol.checks.rules.responses_request.rp313_background_not_stored import RP313

RULES = (
    RP301,
    RP302,
    RP303,
    RP304,
    RP305,
    RP306,
    RP307,
    RP308,
    RP309,
    RP310,
    RP311,
    RP312,
    RP313,
)
