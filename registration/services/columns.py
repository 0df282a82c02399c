"""What the headings of a sender's own sheets mean: told once by whoever imports, then remembered for them (R2.4)."""

from collections.abc import Collection, Mapping
from datetime import datetime

from registration import policies
from registration.models import ColumnMeaning
from registration.roster.columns import Field, Learned, recognise_header, title_key
from registration.services.applications import require
from station import audit
from station.models import User
from station.verbs import verb

audit.register_verbs({"roster.columns": "说明名单列名", "roster.columns_forget": "忘记名单列名"})


def learned_by(user: User | None) -> Learned:
    """Everything this importer has told; the station's own console remembers nothing."""
    if user is None:
        return {}
    rows = ColumnMeaning.objects.filter(owner=user).values_list("title", "field")
    return {title: Field(field) if field else None for title, field in rows}


@verb
def learn_columns(*, meanings: Mapping[str, str], actor: User, now: datetime) -> None:
    """`meanings`: heading as written → a field's value, or "" for a column that is not to be read.

    What says no more than we would make of it by ourselves is not kept, and an older saying is taken back by it.
    """
    require(actor, policies.IMPORTERS, "导入名单", "R2.1")
    for title, said in meanings.items():
        own = recognise_header(title)
        mine = ColumnMeaning.objects.filter(owner=actor, title=title_key(title))
        if said == (own[0].value if own else ""):
            mine.delete()
        else:
            ColumnMeaning.objects.update_or_create(
                owner=actor,
                title=title_key(title),
                defaults={"field": Field(said).value if said else "", "told_at": now},
            )
    facts = {"columns": len(meanings), "fields": sorted(filter(None, meanings.values()))}
    audit.record(verb="roster.columns", actor=actor, obj=actor, now=now, facts=facts)


@verb
def forget_columns(*, titles: Collection[str], actor: User, now: datetime) -> int:
    """Take back what this importer has told; the next sheet with such a heading is read by our own words, or asked about."""
    require(actor, policies.IMPORTERS, "导入名单", "R2.1")
    forgotten, _ = ColumnMeaning.objects.filter(owner=actor, title__in=titles).delete()
    audit.record(verb="roster.columns_forget", actor=actor, obj=actor, now=now, facts={"columns": forgotten})
    return forgotten
