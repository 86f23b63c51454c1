"""What kinds of table there are: definitions as data (``data/forms/``), and how a table's form is told."""
