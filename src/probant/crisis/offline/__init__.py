"""The plan as one encrypted page that opens from a file, without server or network."""
