"""The pages of accountability: home, obligations, journal, dossiers."""
