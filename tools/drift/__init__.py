"""Compare the types of an SDK with our schemas: `python -m tools.drift`.

Both are walked side by side, so that a new version of an SDK is a list of differences.
"""
