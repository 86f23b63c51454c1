"""The claims that a text makes with numbers: sums, shares, subsets, targets restated."""
