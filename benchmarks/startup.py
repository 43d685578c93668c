"""The cost of importing the package and converting one history, over a bare interpreter."""

import statistics
import subprocess
import sys

LIMIT = 60
"""Milliseconds of processor time that it may cost at most."""

CONVERT = """
import responses_protocol
call = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}", "id": "fc_1"}
result = {"type": "function_call_output", "call_id": "c", "output": "42"}
items = [{"role": "user", "content": "Hello"}, call, result]
responses_protocol.convert(items, to="chat_completions")
"""
_CLOCK = "\nimport time\nprint(time.process_time())"


def measure_startup(runs: int = 15) -> float:
    """Return the milliseconds of processor time over a bare interpreter, a median of `runs`.

    The two kinds of process take turns; each reads its own clock at the end of its work.
    """
    bare_times, full_times = [], []
    for _ in range(runs):
        bare_times.append(_seconds("pass"))
        full_times.append(_seconds(CONVERT))
    return (statistics.median(full_times) - statistics.median(bare_times)) * 1000


def _seconds(code: str) -> float:
    process = subprocess.run(
        [sys.executable, "-c", code + _CLOCK], check=True, capture_output=True, text=True
    )
    return float(process.stdout)
