"""Personal data breaches: declared, qualified, notified, communicated, documented (art. 33, 34)."""
