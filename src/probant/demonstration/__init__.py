"""The demonstration: invented organisations, plainly marked as such, made by the real actions."""
