"""Rules for Chat histories: RP4.."""

from __future__ import annotations

from responses_protocol.checks.rules.chat_history.rp401_unanswered_calls import RP401
from responses_protocol.checks.rules.chat_history.rp402_orphan_tool_message import RP402
from responses_protocol.checks.rules.chat_history.rp403_unknown_call_id import RP403
from responses_protocol.checks.rules.chat_history.rp404_answered_twice import RP404
from responses_protocol.checks.rules.chat_history.rp405_long_call_id import RP405
from responses_protocol.checks.rules.chat_history.rp406_empty_tool_calls import RP406
from responses_protocol.checks.rules.chat_history.rp407_missing_content import RP407
from responses_protocol.checks.rules.chat_history.rp408_unknown_role import RP408
from responses_protocol.checks.rules.chat_history.rp409_tool_content_media import RP409
from responses_protocol.checks.rules.chat_history.rp410_image_of_other_role import RP410
from responses_protocol.checks.rules.chat_history.rp411_called_name import RP411
from responses_protocol.checks.rules.chat_history.rp412_speaker_name import RP412
from responses_protocol.checks.rules.chat_history.rp413_mistral_call_id import RP413
from responses_protocol.checks.rules.chat_history.rp414_tool_image import RP414
from responses_protocol.checks.rules.chat_history.rp415_chat_file_data import RP415
from responses_protocol.checks.rules.chat_history.rp416_chat_image_url import RP416
from responses_protocol.checks.rules.chat_history.rp417_role_of_model import RP417

RULES = (
    *(RP401, RP402, RP403, RP404, RP405, RP406),
    *(RP407, RP408, RP409, RP410, RP411, RP412, RP413),
    *(RP414, RP415, RP416, RP417),
)
