"""The register in and out of files: tables, spreadsheets, JSON and PDF.

Reading: `reading.read` → `proposal.propose` → `assembly.assemble`. Writing: `table.register_table`
→ `xlsx.write`, `ods.write`, `delimited.write`; `json_form.write`; `pdf.write`. Nothing here knows
the database, but `drafts`.
"""
