"""What examples of rules for histories have in common."""

ANSWER = {
    "type": "message",
    "id": "msg_1",
    "role": "assistant",
    "status": "completed",
    "content": [{"type": "output_text", "text": "Three.", "annotations": []}],
}
