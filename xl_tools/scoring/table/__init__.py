"""Any bureau's assessment as a table of rules that stands in the workbook itself (docs/scoring.md#计分规则)."""
