"""Speed, as ratios against peers in the same run. Not tests: seconds differ between machines, ratios hold."""
