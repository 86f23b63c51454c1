"""Rules between units, levels and periods. What they look at is described in ``facts``; the roll-up has it."""
