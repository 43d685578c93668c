"""The dialects: one folder each, translating to and from the hub (the Responses API)."""
