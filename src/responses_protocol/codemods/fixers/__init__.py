"""All fixers, in the order of their codes; one a file.

RPM1xx rewrite ChatAgents, RPM2xx are diagnoses of them, RPM3xx are about callers and logging,
RPM5xx about call sites of Chat Completions.
"""

from __future__ import annotations

from responses_protocol.codemods.fixer import Fixer

FIXERS: tuple[Fixer, ...] = ()
