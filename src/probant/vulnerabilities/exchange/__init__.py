"""Files of scanners and audits, in and out; no Django in what reads."""
