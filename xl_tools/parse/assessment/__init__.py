"""The task book of a year's assessment: offices, items, targets, records."""
