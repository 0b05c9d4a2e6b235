"""What the pages of controls accept from a person."""
