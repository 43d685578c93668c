"""JSON text under the name that the command line knows it by."""

from responses_protocol.jsontext import dumps, loads

__all__ = ["dumps", "loads"]
