"""What the pages of assessments accept."""
