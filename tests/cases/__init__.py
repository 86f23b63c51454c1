"""Invented workbooks, each a habit of real tables, with what is right for it beside it (``expected.toml``)."""
