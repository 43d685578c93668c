"""Convert a history to Chat, see what was lost, edit it, and get the rest back exactly."""

import json
from collections import Counter
from pathlib import Path

import responses_protocol as rp

items = json.loads(Path(__file__).with_name("history.json").read_text(encoding="utf-8"))

# Convert: the value is for the other API, the complement is for the way back.
conversion = rp.convert(items, to="chat_completions")
print(f"{len(items)} items became {len(conversion.value)} messages")

# Losses: what the messages don't say as the items did, the gravest first.
for severity in ("error", "warning", "info"):
    codes = Counter(loss.code for loss in conversion.losses if loss.severity == severity)
    print(f"{severity}: {', '.join(f'{code} {number}' for code, number in codes.items())}")

# A caller that can't live with errors says so and gets an exception, with the place.
try:
    rp.convert(items, to="chat_completions", fail_on="error")
except rp.LossError as refused:
    print(f"refused because of {refused.pointer}")

# Restore: exact as long as nothing was touched.
assert rp.restore(conversion.value, conversion.complement) == items

# Edit: another answer, and one more question. The rest of the items still comes back exactly.
edited = [
    *conversion.value[:-1],
    {"role": "assistant", "content": "Done: two seats on the 09:10."},
    {"role": "user", "content": "And back?"},
]
again = rp.restoration(edited, conversion.complement)
assert again.value[:-2] == items[:-1]
print(f"messages read afresh: {again.fresh}, segments not found: {again.missing}")

# An option: readable reasoning goes where DeepSeek and vLLM look for it.
thinking = rp.convert(
    items, to="chat_completions", options=rp.Options(reasoning="reasoning_content")
)
print(thinking.value[2]["reasoning_content"])
