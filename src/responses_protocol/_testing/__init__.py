"""The strategies that draw payloads, built from the schemas."""
