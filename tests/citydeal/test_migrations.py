"""The tables of an app made in one step (ADR 14)."""

from __future__ import annotations

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import OperationWriter

from citydeal.common.migrations import CreateModels

ID = ("id", models.BigAutoField(primary_key=True))


def operation() -> CreateModels:
    """Return two tables that point at each other, the first with an index and a constraint."""
    near = models.Index(fields=["name"], name="room_by_name")
    filled = models.CheckConstraint(condition=~models.Q(name=""), name="room_has_name")
    return CreateModels(
        operations=[
            migrations.CreateModel(
                name="Room",
                fields=[
                    ID,
                    ("name", models.CharField(max_length=9)),
                    ("door", models.ForeignKey("house.Door", models.CASCADE, null=True, related_name="+")),
                ],
                options={"indexes": [near], "constraints": [filled]},
            ),
            migrations.CreateModel(
                name="Door", fields=[ID, ("room", models.ForeignKey("house.Room", models.CASCADE))]
            ),
        ]
    )


@pytest.mark.django_db
def test_tables_are_made_together_and_taken_away_again():
    made, before, after = operation(), ProjectState(), ProjectState()
    made.state_forwards("house", after)
    with connection.schema_editor() as editor:
        made.database_forwards("house", editor, before, after)
    with connection.cursor() as cursor:
        rooms = connection.introspection.get_constraints(cursor, "house_room")
        doors = connection.introspection.get_constraints(cursor, "house_door")
    assert rooms["room_by_name"]["index"]
    assert rooms["room_has_name"]["check"]
    assert ("house_door", "id") in [found["foreign_key"] for found in rooms.values()]
    assert ("house_room", "id") in [found["foreign_key"] for found in doors.values()]
    with connection.schema_editor() as editor:
        made.database_backwards("house", editor, after, before)
    assert not {"house_room", "house_door"} & set(connection.introspection.table_names())


def test_models_that_were_built_are_built_again():
    state = ProjectState()
    assert not state.apps.get_models()
    operation().state_forwards("house", state)
    assert {model.__name__ for model in state.apps.get_models()} == {"Room", "Door"}


def test_it_can_be_written_and_says_what_it_does():
    made = operation()
    text, _ = OperationWriter(made, indentation=0).serialize()
    assert text.startswith("citydeal.common.migrations.CreateModels(\n    operations=[")
    assert made.describe() == "Create 2 models together"
    assert made.migration_name_fragment == "tables"
