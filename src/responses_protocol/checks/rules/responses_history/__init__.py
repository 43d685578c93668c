"""Rules for Responses histories: RP2.."""

from __future__ import annotations

from responses_protocol.checks.rules.responses_history.rp201_unknown_role import RP201
from responses_protocol.checks.rules.responses_history.rp202_unknown_item_type import RP202
from responses_protocol.checks.rules.responses_history.rp203_unanswered_call import RP203
from responses_protocol.checks.rules.responses_history.rp204_orphan_output import RP204
from responses_protocol.checks.rules.responses_history.rp205_duplicate_item_id import RP205
from responses_protocol.checks.rules.responses_history.rp206_item_id import RP206
from responses_protocol.checks.rules.responses_history.rp207_call_id import RP207
from responses_protocol.checks.rules.responses_history.rp208_called_name import RP208
from responses_protocol.checks.rules.responses_history.rp209_assistant_parts import RP209
from responses_protocol.checks.rules.responses_history.rp210_input_parts import RP210
from responses_protocol.checks.rules.responses_history.rp211_unknown_part import RP211
from responses_protocol.checks.rules.responses_history.rp212_lonely_reasoning import RP212
from responses_protocol.checks.rules.responses_history.rp213_dropped_reasoning import RP213
from responses_protocol.checks.rules.responses_history.rp214_item_not_stored import RP214
from responses_protocol.checks.rules.responses_history.rp215_output_only_member import RP215
from responses_protocol.checks.rules.responses_history.rp216_missing_item_id import RP216
from responses_protocol.checks.rules.responses_history.rp217_media_source import RP217
from responses_protocol.checks.rules.responses_history.rp218_image_url import RP218
from responses_protocol.checks.rules.responses_history.rp219_file_data import RP219
from responses_protocol.checks.rules.responses_history.rp220_call_id_in_use import RP220

RULES = (
    RP201,
    RP202,
    RP203,
    RP204,
    RP205,
    RP206,
    RP207,
    RP208,
    RP209,
    RP210,
    RP211,
    RP212,
    RP213,
    RP214,
    RP215,
    RP216,
    RP217,
    RP218,
    RP219,
    RP220,
)
