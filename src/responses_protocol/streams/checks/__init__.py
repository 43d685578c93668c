"""Whether a list of events, or of chunks, is a stream as OpenAI's endpoints write them.

The grammars are tables (state x input -> state, fault), as in the protocol libraries h11 and
hyper-h2: every pair has its row, so that no input is without a meaning in any state, and after a
fault the machine goes on where the input would have led, so that one mistake is told once.

Faults are of two kinds. A **gap** is something that OpenAI writes and others leave out, or a habit
of some servers: every reader can make it good. A **contradiction** is a place where two readers
would find different answers. What we write has neither; what is found in the wild is full of gaps.
"""

from responses_protocol.streams.checks.chunks import check_chunks
from responses_protocol.streams.checks.events import check_events
from responses_protocol.streams.checks.problems import FAULTS, Fault, Problem

__all__ = ["FAULTS", "Fault", "Problem", "check_chunks", "check_events"]
