"""MLflow's ChatAgent: Chat messages with ids and names, and with text as content."""
