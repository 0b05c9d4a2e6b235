"""One module a subject; each operation translates, as a page does, and decides nothing."""
