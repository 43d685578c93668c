"""Rules for MLflow's ChatAgent: RP8.."""
