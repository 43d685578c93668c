"""Fixes: what is mechanical and safe to mend. One file a concept, tied to the rules it mends.

For a file, ``rewrite`` gives the new text of each record of it, and ``difference`` shows what that
changes. For a payload that is already read, there is ``fixed``. ``fixes`` is the table.
"""

from responses_protocol.checks.fixes.applying import FixedPayload, fixed, rewrite
from responses_protocol.checks.fixes.differences import difference
from responses_protocol.checks.fixes.fix import Fix
from responses_protocol.checks.fixes.table import fixes

__all__ = ["Fix", "FixedPayload", "difference", "fixed", "fixes", "rewrite"]
