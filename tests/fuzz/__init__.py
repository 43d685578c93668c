"""A fuzzer: it mutates payloads, checks the laws, and shrinks and stores failing cases."""
