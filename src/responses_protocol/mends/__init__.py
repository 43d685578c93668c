"""Mends: a broken history as an endpoint takes it, with a record of what was done, and back.

Compaction, cut logs and changes of provider leave histories that every endpoint refuses. A *step*
(``table.py``) is a concept of that: it asks rules what is wrong in a *draft* of the history
(``draft.py``), and mends it there; the draft notes each mend. What the source had and the value
has not is the complement (``complement.py``). `docs/repair.md` has all steps, with examples.
"""
