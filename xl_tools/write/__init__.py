"""New workbooks and pictures."""
