"""What the types of an SDK have and our schemas have not, and the reverse: `python -m tools.drift`.

Both are walked side by side, so that a new version of an SDK is a list of what is new in it.
"""
