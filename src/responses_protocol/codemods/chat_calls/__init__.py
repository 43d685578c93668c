"""Call sites of Chat Completions: what is asked, of whom, and what is read of the answer."""
