"""docs/data_model.md is what the models and the migrations say."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from station import data_model


def test_the_written_data_model_is_the_one_in_the_models() -> None:
    written = data_model.PATH.read_text(encoding="utf-8")
    assert written == data_model.render(), "Run: .venv/bin/python manage.py data_model"


def test_every_table_of_the_house_stands_in_it() -> None:
    text = data_model.render()
    for config in data_model.our_apps():
        for model in config.get_models():
            assert f"\n### {model.__name__}\n" in text
            assert f"Table `{model._meta.db_table}`." in text


def test_it_names_the_triggers_that_keep_frozen_rows() -> None:
    section = data_model.render().split("### Announcement\n")[1].split("\n### ")[0]
    assert "A trigger refuses update and delete when `OLD.state = 'published'`" in section


def test_a_changed_model_is_noticed(tmp_path, monkeypatch) -> None:
    drifted = tmp_path / "data_model.md"
    drifted.write_text(data_model.render(), encoding="utf-8")
    monkeypatch.setattr(data_model, "PATH", drifted)
    call_command("data_model", "--check", stdout=StringIO())
    monkeypatch.setattr(apps.get_model("station", "Place")._meta.get_field("address"), "max_length", 201)
    with pytest.raises(SystemExit, match="1"):
        call_command("data_model", "--check", stdout=StringIO())
    call_command("data_model", stdout=StringIO())
    call_command("data_model", "--check", stdout=StringIO())
