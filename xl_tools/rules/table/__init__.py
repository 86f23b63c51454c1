"""The rules about one table, a topic a file."""
