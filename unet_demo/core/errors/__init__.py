"""A pasted error: cleaned, recognised, its causes named, its line to change written. No torch in here."""
