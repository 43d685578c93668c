"""Rules for tools, strict schemas and structured outputs: RP6.."""
