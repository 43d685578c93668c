"""Strategies for several tests of the laws."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st
from whole_payloads import requests, responses

import responses_protocol as rp
from responses_protocol._formats.options import CHOICES
from responses_protocol.testing import histories, tool_choices, tools

OPTIONS = st.builds(rp.Options, **{name: st.sampled_from(ways) for name, ways in CHOICES.items()})
# Made once for each dialect: a strategy that is made for each example costs more than it draws.
PAYLOADS: dict[str, Any] = {
    "history": cache(histories),
    "tools": cache(tools),
    "tool_choice": cache(tool_choices),
    "request": cache(requests),
    "response": cache(responses),
}
