"""The rules of impact assessments: the CNIL's document, its risks, the need for one."""
