"""Validation: the kind of a payload, its structure, and the rules that the API enforces.

``validation.py`` has the stages of one payload from top to bottom, ``files.py`` those of a file.
``detection/`` finds the *subject* of a payload (``subjects.py``), ``structure/`` compares it with
the schemas, and the rules in ``rules/`` read its *views* (``views.py``): a request is a view, and
so are its history and its tools.
"""
