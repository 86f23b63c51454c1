"""Workbooks and documents, on disk and in Excel: read, marks painted on them. The only room that knows formats."""
