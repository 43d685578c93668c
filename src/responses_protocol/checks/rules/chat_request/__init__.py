"""Rules for Chat requests: RP5.."""

from __future__ import annotations

from responses_protocol.checks.rules.chat_request.rp501_no_messages import RP501
from responses_protocol.checks.rules.chat_request.rp502_too_many_tools import RP502
from responses_protocol.checks.rules.chat_request.rp503_choice_without_tools import RP503
from responses_protocol.checks.rules.chat_request.rp504_undeclared_choice import RP504
from responses_protocol.checks.rules.chat_request.rp505_json_not_asked_for import RP505
from responses_protocol.checks.rules.chat_request.rp506_stream_options import RP506
from responses_protocol.checks.rules.chat_request.rp507_top_logprobs import RP507
from responses_protocol.checks.rules.chat_request.rp508_metadata import RP508
from responses_protocol.checks.rules.chat_request.rp509_max_tokens import RP509
from responses_protocol.checks.rules.chat_request.rp510_sampling import RP510
from responses_protocol.checks.rules.chat_request.rp511_functions_with_effort import RP511
from responses_protocol.checks.rules.chat_request.rp512_search_model import RP512
from responses_protocol.checks.rules.chat_request.rp513_metadata_not_stored import RP513
from responses_protocol.checks.rules.chat_request.rp514_chat_name_length import RP514

RULES = (
    *(RP501, RP502, RP503, RP504, RP505, RP506, RP507, RP508, RP509, RP510),
    *(RP511, RP512, RP513, RP514),
)
