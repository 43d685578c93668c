"""A message of the assistant for examples."""

ANSWER = {
    "type": "message",
    "id": "msg_1",
    "role": "assistant",
    "status": "completed",
    "content": [{"type": "output_text", "text": "Three.", "annotations": []}],
}
