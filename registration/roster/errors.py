"""What is said when a whole file cannot be used, as opposed to one row of it."""


class RosterUnreadable(Exception):
    """The file as a whole gives no list of people; says why, where, and what would help."""

    def __init__(self, text: str, *, sheet: str = "", row: int | None = None, column: str = "") -> None:
        self.text = text
        self.sheet = sheet
        self.row = row
        self.column = column
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """One sentence for the screen, beginning with the place it speaks of."""
        place = f"工作表「{self.sheet}」" if self.sheet else ""
        place += f"第 {self.row} 行" if self.row is not None else ""
        place += f" {self.column} 列" if self.column else ""
        return f"{place}：{self.text}" if place else self.text


class ArchiveRefused(Exception):
    """A ZIP of photographs that is not opened at all: no ZIP, encrypted, or built to overwhelm."""
