"""Other packages' own types; each module is imported only when a program uses it."""
