"""Files to records: JSON, JSON Lines, captured streams and YAML, compressed or not.

``paths.files`` finds the files, ``records.read_records`` reads one of them. A record has a value,
and locates JSON Pointers into it by line and column. Text that can't be read is a finding.
"""
