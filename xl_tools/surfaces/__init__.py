"""Where people and programs meet the toolkit: the command line, Excel, a watched folder."""
