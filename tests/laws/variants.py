"""Options of which one is changed, for the effect of each by itself."""

from __future__ import annotations

from responses_protocol._formats.options import CHOICES, DEFAULT, options_from_json

CHANGED = [
    options_from_json({name: way})
    for name, ways in CHOICES.items()
    for way in ways
    if name != "server" and way != getattr(DEFAULT, name)  # servers are tried by their presets
]
