"""What a status cell says: tick boxes and words."""
