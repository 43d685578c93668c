"""The structure of a payload: everything in it that its schema refuses.

For a union, a JSON Schema validator reports that no branch fits, with the reasons of each branch.
Here the tags of the value choose one branch, as a reader would; only its violations are reported.
"""

from responses_protocol._checks.structure.readable import ReadablePayload, make_readable
from responses_protocol._checks.structure.structure import (
    api_place,
    check_structure,
    is_readable,
)

__all__ = [
    "ReadablePayload",
    "api_place",
    "check_structure",
    "is_readable",
    "make_readable",
]
