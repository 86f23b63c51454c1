"""C: rules of petitions. What they look at is read when the first of them runs, so that other tables pay nothing."""
