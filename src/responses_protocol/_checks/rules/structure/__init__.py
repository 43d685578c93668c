"""Rules of structure: RP1.."""
