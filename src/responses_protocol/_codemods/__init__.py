"""Rewriting agent code: one fixer a file in ``fixers``, applied by ``engine``.

Needs the extra ``codemod`` (LibCST), which is loaded with ``engine`` and the fixers only.
"""
