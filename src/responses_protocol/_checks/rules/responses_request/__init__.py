"""Rules for Responses requests: RP3.."""
