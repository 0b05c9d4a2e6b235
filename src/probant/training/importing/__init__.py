"""Lists brought by a spreadsheet: columns recognised, lines read, faults told by line."""
