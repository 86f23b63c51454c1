"""The ribbon, the worksheet functions and the add-in that holds them."""
