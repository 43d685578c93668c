"""Findings, and the formats to report them in: for people, for programs and for code review."""
