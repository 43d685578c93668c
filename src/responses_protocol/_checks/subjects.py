"""The subjects of all dialects: the kinds of payloads that can be checked."""

from __future__ import annotations

from responses_protocol._formats.registry import SUBJECTS
from responses_protocol._formats.subjects import Subject

__all__ = ["SUBJECTS", "Subject"]
