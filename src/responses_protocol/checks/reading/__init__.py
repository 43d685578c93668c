"""Files to records: JSON, JSON Lines, captured streams and YAML, compressed or not.

``paths.files`` says which files are meant, ``records.records`` reads one of them: each record is a
value that can tell where in the file any place in it stands, and what can't be read is a finding.
"""
