"""The functions that agents read items and yield events with, and whole streams of events."""
