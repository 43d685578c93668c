"""What a conversion would lose: RP95.."""

from __future__ import annotations

from responses_protocol.checks.rules.would_lose.rp950_would_lose import RP950

RULES = (RP950,)
