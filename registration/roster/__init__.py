"""Rosters that schools and employers send in: read, normalised, judged, matched with photographs, annotated (R2.1, R2.4).

Pure code: bytes and facts in, verdicts with reasons out. Nothing here knows the database; the import service asks it what
a file deserves and writes what was accepted. The order of work:

`reading` (file → table) → `judging` (table → one verdict a person) → `annotating` (the sender's own workbook, with remarks);
`photos` goes beside it.
"""
