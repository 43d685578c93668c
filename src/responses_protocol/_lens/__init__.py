"""The lens: a translation and the complement that undoes it, independent of any dialect."""
