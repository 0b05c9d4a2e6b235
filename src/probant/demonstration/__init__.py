"""The demonstration: four invented organisations and their clients, plainly marked as such."""
