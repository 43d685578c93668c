"""Rules for the losses of a conversion: RP95.."""
