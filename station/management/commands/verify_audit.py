from typing import Any

from station.chain import walk_all
from station.management.answers import AnsweringCommand


class Command(AnsweringCommand):
    help = "逐条核对审计链和交接链，遇到第一处损坏即报告，退出码为 1"

    def handle(self, *args: Any, as_json: bool, **options: Any) -> None:
        walks = walk_all()
        first = next(
            (
                {"chain": name, "sequence": walk.damage[0], "problem": walk.damage[1]}
                for name, walk in walks.items()
                if walk.damage
            ),
            None,
        )
        entries = sum(walk.entries for walk in walks.values())
        facts = {"ok": first is None, "entries": entries, "first_damage": first}
        text = f"已核对 {entries} 条，全部完好。"
        if first:
            text = f"{first['chain']} 链第 {first['sequence']} 条：{first['problem']}。"
        self.answer(facts, as_json=as_json, text=text, good=first is None)
