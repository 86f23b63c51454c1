"""Which unit is handed out which tasks, and the identity that its workbook bears."""
