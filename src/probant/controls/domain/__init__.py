"""Rules of controls, without Django: frameworks, arrivals of evidence, states, imports."""
