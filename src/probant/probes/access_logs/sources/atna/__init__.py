"""Audit messages of DICOM PS3.15 (ATNA): codes, framing and layout; see `layout.Layout`."""
