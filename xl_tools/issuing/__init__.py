"""Handing out a period's workbooks: who gets which tasks, what a workbook remembers of it, how files are named."""
