"""Strategies that several tests of the laws draw from."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from whole_payloads import requests, responses

import responses_protocol as rp
from responses_protocol.formats.options import CHOICES
from responses_protocol.testing import histories, tool_choices, tools

OPTIONS = st.builds(rp.Options, **{name: st.sampled_from(ways) for name, ways in CHOICES.items()})
PAYLOADS: dict[str, Any] = {
    "history": histories,
    "tools": tools,
    "tool_choice": tool_choices,
    "request": requests,
    "response": responses,
}
