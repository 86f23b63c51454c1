"""Taking in what comes back: which files there are, whose and of which period each is, which copy counts."""
