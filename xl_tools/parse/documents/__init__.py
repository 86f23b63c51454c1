"""Documents as they are published: tables that were typed or pasted as lines, and what a document says of itself."""
