"""Mails of a round: to whom, what they say, how they are sent, and what was sent."""
