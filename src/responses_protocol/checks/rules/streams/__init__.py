"""Rules for streams: RP7..

They are tables: each rule tells some of the faults that the checkers in ``streams/checks`` find.
What two readers would understand differently is an error. What every reader can make good is a
warning where something is left out, and an info where it is a habit of some servers.
"""

from __future__ import annotations

from responses_protocol.checks.rules.streams import of_both, of_chunks, of_events

RULES = (*of_both.RULES, *of_events.RULES, *of_chunks.RULES)
