"""Validation: what a payload is, whether it has the shape of that, and what the API would refuse.

A payload is taken for a *subject* (``subjects.py``), its structure is checked by the schemas
(``structure/``), and what is inside of it is looked at as *views* (``views.py``): the history of a
request is a view, and each of its function tools. A rule says which views it reads, and yields the
problems it finds there; it is a file in ``rules/``.
"""
