"""Scoring of offices: the rules of an assessment as data, and their arithmetic (domain.md#scoring)."""
