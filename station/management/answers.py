"""How a command answers: `--json` gives one document on standard output and nothing else; progress goes to standard error.

Exit 0: done. 1: the answer is no. 2: the call was wrong.
"""

import json
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from station.backups.refusals import printable


class AnsweringCommand(BaseCommand):
    as_json = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="只输出一份 JSON")

    def execute(self, *args: Any, **options: Any) -> Any:
        self.as_json = bool(options.get("as_json"))
        return super().execute(*args, **options)

    def answer(self, facts: dict[str, Any], *, as_json: bool, text: str, good: bool = True) -> None:
        """Print the answer and, when it is no, leave with 1. UTF-8 even where a file's name is no valid text."""
        self.stdout.write(printable(json.dumps(facts, ensure_ascii=False, indent=2, default=str) if as_json else text))
        if not good:
            raise SystemExit(1)

    def say(self, text: str) -> None:
        self.stderr.write(printable(text))

    def wrong_call(self, text: str) -> NoReturn:
        """Who asked for JSON reads standard output, and finds the sentence there as well."""
        self.stderr.write(printable(text))
        if self.as_json:
            self.stdout.write(printable(json.dumps({"error": text}, ensure_ascii=False)))
        raise SystemExit(2)
