"""How the house says no.

A refusal has three parts: what can't be done, because of which fact and clause, and what would make it possible.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One unmet condition. `text` names the fact, `clause` the rule (R1.2), `remedy` what would help, `field` a form field."""

    text: str
    clause: str = ""
    remedy: str = ""
    field: str = ""
    url: str = ""

    def __str__(self) -> str:
        clause = f"（{self.clause}）" if self.clause else ""
        remedy = f"{self.remedy}" if self.remedy else ""
        return f"{self.text}{clause}。{remedy}" if remedy else f"{self.text}{clause}"


class Refused(Exception):
    """A rule says no. Shown to the user in full; never a traceback."""

    def __init__(self, what: str, *reasons: Reason | str) -> None:
        self.what = what
        self.reasons = tuple(Reason(reason) if isinstance(reason, str) else reason for reason in reasons)
        super().__init__(str(self))

    def __str__(self) -> str:
        if not self.reasons:
            return self.what
        return f"{self.what}：" + "；".join(str(reason) for reason in self.reasons)


class NotPermitted(Exception):
    """An insider without the right: answered with 403 and the reason."""

    def __init__(self, reason: str, clause: str = "") -> None:
        self.reason = reason
        self.clause = clause
        super().__init__(f"{reason}（{clause}）" if clause else reason)


@dataclass(frozen=True)
class Decision:
    """Whether somebody may do something to one object, and why not."""

    allowed: bool
    reason: str = ""
    clause: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        if not self.allowed:
            raise NotPermitted(self.reason, self.clause)


ALLOWED = Decision(True)


def denied(reason: str, clause: str = "") -> Decision:
    return Decision(False, reason, clause)


def refuse_unless(what: str, reasons: list[Reason]) -> None:
    """Raise `Refused` when any reason stands against `what`."""
    if reasons:
        raise Refused(what, *reasons)
