"""Fixes: mechanical and safe changes of payloads. Each concept is a file, with its rules' codes.

``rewrite`` returns the new text of a record of a file, and ``difference`` the unified diff.
``fix_payload`` fixes a parsed payload. ``fixes`` is the table of all fixes.
"""

from responses_protocol._checks.fixes.applying import FixedPayload, fix_payload, fix_text
from responses_protocol._checks.fixes.differences import difference
from responses_protocol._checks.fixes.fix import Fix
from responses_protocol._checks.fixes.table import fixes

__all__ = ["Fix", "FixedPayload", "difference", "fix_payload", "fix_text", "fixes"]
