"""Streams: the translators of events and chunks, the folds of streams, and their checks."""
