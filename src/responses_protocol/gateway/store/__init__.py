"""What a gateway keeps: turns of conversations, answers and conversations."""
