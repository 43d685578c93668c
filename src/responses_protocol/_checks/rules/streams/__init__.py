"""Rules for streams: RP7..

Each rule represents some of the faults that the checkers in ``_streams/checks`` find. A fault that
two readers understand differently is an error. A fault that every reader can make good is a warning
if something is left out, and an info if it is a habit of some servers.
"""
