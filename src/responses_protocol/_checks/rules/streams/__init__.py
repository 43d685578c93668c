"""Rules for streams: RP7..

Each rule reports some of the problems that the checkers in ``_streams/checks`` find. A problem that
two readers understand differently is an error. A problem that every reader can correct is a warning
if values are missing, and an info if some servers usually write it.
"""
