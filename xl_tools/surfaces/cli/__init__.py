"""The command line."""

import gc

# A command makes records by the ten thousand and ends: looking for dead ones as often as usual costs a tenth, and a
# hundredth while modules load.
gc.set_threshold(100_000, 20, 100)
