"""The second stage: migrated agents in the form that MLflow's documentation teaches."""
