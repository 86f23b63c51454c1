"""Word documents: paragraphs, numbering and tables."""
