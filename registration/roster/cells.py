"""What a spreadsheet cell may hold, and how a place in a sheet is written."""

import datetime

Cell = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def column_letter(index: int) -> str:
    """The letter Excel shows above a column; `index` counts from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The inverse of `column_letter`."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
