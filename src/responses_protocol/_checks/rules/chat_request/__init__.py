"""Rules for Chat requests: RP5.."""
