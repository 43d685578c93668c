"""Rules for Responses histories: RP2.."""
