"""Development only: write the models, and compare the schemas with the types of SDKs."""
