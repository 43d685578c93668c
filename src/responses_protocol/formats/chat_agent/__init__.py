"""MLflow's ChatAgent: Chat messages with ids and names, whose content is always text."""
