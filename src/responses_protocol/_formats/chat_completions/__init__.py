"""Chat Completions against the hub: plain, pure functions from dict to dict, both ways."""
