"""The subjects of all dialects: what a payload can be checked as."""

from __future__ import annotations

from responses_protocol.formats.registry import SUBJECTS
from responses_protocol.formats.subjects import Subject

__all__ = ["SUBJECTS", "Subject"]
