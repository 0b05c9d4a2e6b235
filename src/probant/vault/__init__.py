"""The vault: envelope encryption, sealed fields and files, erasure by key destruction."""
