"""The workbook of a table of rules: what is filled in, the rules in cells, scores as native formulas."""
