"""Other packages' own types; each module is imported only by who asks for it."""
