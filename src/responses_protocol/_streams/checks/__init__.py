"""Check that a list of events, or of chunks, is a stream as OpenAI's endpoints write it.

The grammars are tables (state x input -> state, problem), as in the protocol libraries h11 and
hyper-h2: every pair has its row, so each input has a meaning in each state. After a problem the
machine continues where the input would have led, so it reports one mistake once.

Faults are of two kinds. A **gap** is a part that OpenAI writes and others leave out, or a habit of
some servers: every reader can repair it. A **contradiction** is a point where two readers would
find different answers. The streams of this package have neither; recorded streams have many gaps.
"""

from responses_protocol._streams.checks.chunks import check_chunks
from responses_protocol._streams.checks.events import check_events
from responses_protocol._streams.checks.problems import PROBLEM_TYPES, Problem, ProblemType

__all__ = ["PROBLEM_TYPES", "Problem", "ProblemType", "check_chunks", "check_events"]
