"""The round's letters: who gets what, the words, drafts, sending, and the record of what was sent."""
