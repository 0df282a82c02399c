"""Saving a whole station into one folder, and bringing it back into an empty installation.

`saving.save` and `restoring.restore` are the two verbs; `manage.py backup` and `manage.py restore` are their doors.
A backup is written row by row rather than by the database's own tools: docs/decisions/0011 says why.
"""
