"""What a conversion would lose: RP95.."""
