"""What is found in files, and how it is told: for people, for programs and for code review."""
