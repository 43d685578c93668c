"""Call sites of Chat Completions: their clients, their parameters and the reads of answers."""
