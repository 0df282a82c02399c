"""Page layouts of the papers of R3 and R4, from frozen facts alone; one name for each kind of document."""

from sessions.pdf.filing import approval, cover, report, roster, staff_table
from sessions.pdf.plan import plan

__all__ = ["approval", "cover", "plan", "report", "roster", "staff_table"]
