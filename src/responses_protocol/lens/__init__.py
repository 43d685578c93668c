"""The lens: a translation and the complement that undoes it. It knows nothing of any dialect."""
