"""The duty of advice: whom a flaw concerns, who was told; no Django."""
