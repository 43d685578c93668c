"""Rules for tools, strict schemas and structured outputs: RP6.."""

from __future__ import annotations

from responses_protocol.checks.rules.tools.rp601_function_name import RP601
from responses_protocol.checks.rules.tools.rp602_long_function_name import RP602
from responses_protocol.checks.rules.tools.rp603_long_description import RP603
from responses_protocol.checks.rules.tools.rp604_root_type import RP604
from responses_protocol.checks.rules.tools.rp605_array_items import RP605
from responses_protocol.checks.rules.tools.rp606_object_properties import RP606
from responses_protocol.checks.rules.tools.rp607_invalid_schema import RP607
from responses_protocol.checks.rules.tools.rp608_root_choice import RP608
from responses_protocol.checks.rules.tools.rp611_strict_closed import RP611
from responses_protocol.checks.rules.tools.rp612_strict_required import RP612
from responses_protocol.checks.rules.tools.rp613_strict_words import RP613
from responses_protocol.checks.rules.tools.rp614_strict_type import RP614
from responses_protocol.checks.rules.tools.rp615_strict_reference import RP615
from responses_protocol.checks.rules.tools.rp616_strict_format import RP616
from responses_protocol.checks.rules.tools.rp617_strict_size import RP617
from responses_protocol.checks.rules.tools.rp618_strict_parameters import RP618
from responses_protocol.checks.rules.tools.rp621_arguments_json import RP621
from responses_protocol.checks.rules.tools.rp622_arguments_fit import RP622

RULES = (
    *(RP601, RP602, RP603, RP604, RP605, RP606, RP607, RP608),
    *(RP611, RP612, RP613, RP614, RP615, RP616, RP617, RP618),
    *(RP621, RP622),
)
