"""The structure of a payload: everything in it that its schema does not take.

A validator tells of a union that no branch fits, and of each branch why. Here a union is entered by
the tags of the value, as a reader does it, and then only that one branch is spoken of.
"""

from responses_protocol.checks.structure.readable import Readable, readable
from responses_protocol.checks.structure.structure import (
    is_readable,
    place_of,
    structure,
)

__all__ = ["Readable", "is_readable", "place_of", "readable", "structure"]
