"""Files that came in: whose they are, and which of several counts."""
