"""Toy: an invented dialect of messages and function calls, written with public names only.

    {"who": "user", "lines": ["What is 2 + 2?"]}
    {"who": "model", "call": {"id": "call_1", "fn": "add", "args": "{}"}}
    {"who": "tool", "of": "call_1", "lines": ["4"]}

A request contains such messages as ``talk``, the name of a ``model`` and the ``heat``.
"""
