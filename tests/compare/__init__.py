"""The comparator: a snapshot of what the toolkit gives for many inputs, and what differs between two of them.

python -m tests.compare snapshot OUT
python -m tests.compare diff BEFORE AFTER
"""
