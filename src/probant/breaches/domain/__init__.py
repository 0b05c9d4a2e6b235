"""Breaches as values: what is known, how grave it is, what the law then asks. No Django here."""
