"""Papers as Word documents: our templates made of their data, and any template filled in."""
