"""Rules for Chat histories: RP4.."""
