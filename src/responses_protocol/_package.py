"""The version of this package, as ``pyproject.toml`` has it.

A constant, since looking it up among the installed packages takes longer than converting.
"""

VERSION = "0.1.0"
