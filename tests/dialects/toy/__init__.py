"""Toy: a dialect of messages and function calls that no server has, written as an outsider would.

    {"who": "user", "lines": ["What is 2 + 2?"]}
    {"who": "model", "call": {"id": "call_1", "fn": "add", "args": "{}"}}
    {"who": "tool", "of": "call_1", "lines": ["4"]}

A request holds such messages as ``talk``, the name of a ``model`` and the ``heat``.
"""
