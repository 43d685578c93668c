"""A fuzzer: payloads of all kinds, mutated, held to the laws; what fails is shrunk and kept."""
