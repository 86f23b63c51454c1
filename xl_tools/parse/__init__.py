"""From cells to meaning. Knows grids and texts, neither files nor Excel."""
