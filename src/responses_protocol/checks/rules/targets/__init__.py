"""Rules of single endpoints: RP96. to RP98."""

from __future__ import annotations

from responses_protocol.checks.rules.targets.rp961_deepseek_split_calls import RP961
from responses_protocol.checks.rules.targets.rp962_deepseek_reasoning import RP962
from responses_protocol.checks.rules.targets.rp963_developer_role import RP963
from responses_protocol.checks.rules.targets.rp964_custom_tools import RP964
from responses_protocol.checks.rules.targets.rp965_newer_parameters import RP965
from responses_protocol.checks.rules.targets.rp966_mistral_messages import RP966
from responses_protocol.checks.rules.targets.rp967_message_members import RP967
from responses_protocol.checks.rules.targets.rp968_response_format import RP968
from responses_protocol.checks.rules.targets.rp969_perplexity_turns import RP969
from responses_protocol.checks.rules.targets.rp971_mlflow_item_type import RP971
from responses_protocol.checks.rules.targets.rp972_mlflow_item_member import RP972
from responses_protocol.checks.rules.targets.rp973_mlflow_item_content import RP973
from responses_protocol.checks.rules.targets.rp974_mlflow_input import RP974
from responses_protocol.checks.rules.targets.rp975_mlflow_parameters import RP975
from responses_protocol.checks.rules.targets.rp976_mlflow_loaded import RP976
from responses_protocol.checks.rules.targets.rp977_mlflow_dropped import RP977
from responses_protocol.checks.rules.targets.rp978_mlflow_usage import RP978
from responses_protocol.checks.rules.targets.rp979_mlflow_forgotten import RP979
from responses_protocol.checks.rules.targets.rp980_mlflow_answer import RP980

RULES = (
    RP961,
    RP962,
    RP963,
    RP964,
    RP965,
    RP966,
    RP967,
    RP968,
    RP969,
    RP971,
    RP972,
    RP973,
    RP974,
    RP975,
    RP976,
    RP977,
    RP978,
    RP979,
    RP980,
)
