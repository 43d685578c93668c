"""Migrating code: from MLflow's ChatAgent, and from Chat Completions, to the Responses API."""
