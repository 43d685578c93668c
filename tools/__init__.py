"""Development only: what writes the models, and what finds news in the types of others."""
