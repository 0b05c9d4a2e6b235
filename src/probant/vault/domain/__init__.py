"""The vault's pure part: sealing, streamed sealing, wrapped keys, dossiers and their files."""
