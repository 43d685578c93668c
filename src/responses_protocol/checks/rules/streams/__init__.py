"""Rules for streams: RP7..

They are tables: each rule tells some of the faults that the checkers in ``streams/checks`` find.
What two readers would understand differently is an error. What every reader can make good is a
warning where something is left out, and an info where it is a habit of some servers.
"""
