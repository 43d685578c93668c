"""Repair: mend broken histories so that an endpoint accepts them, and undo that.

Compaction, cut logs and changes of provider leave histories that every endpoint refuses. Each
*step* (``table.py``) mends one kind of problem: it applies rules to a *draft* of the history
(``draft.py``), which notes each mend. The complement (``complement.py``) has the lost content of
the source. `docs/repair.md` has all steps, with examples.
"""
