from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import connection, migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q

CHUNK = 10_000  # cases of one transaction: others wait for the lines of one of them at most

NEEDS_WORD, IS_OPEN = Q(needs_word=True), Q(is_open=True)
UNTAKEN, WAITING = Q(is_open=True, assignee_id=None), Q(status="waiting")
UNIT, CITY, OWN = (["opd_id", "due_at", "complaint"], ["due_at", "complaint"], ["assignee_id", "due_at", "complaint"])
INDEXES = (
    models.Index(fields=UNIT, name="line_unit"),
    models.Index(fields=CITY, name="line_city"),
    models.Index(fields=UNIT, name="line_unit_needs_word", condition=NEEDS_WORD),
    models.Index(fields=CITY, name="line_city_needs_word", condition=NEEDS_WORD),
    models.Index(fields=OWN, name="line_own", condition=IS_OPEN),
    models.Index(fields=UNIT, name="line_unit_untaken", condition=UNTAKEN),
    models.Index(fields=CITY, name="line_city_untaken", condition=UNTAKEN),
    models.Index(fields=UNIT, name="line_unit_waiting", condition=WAITING),
    models.Index(fields=CITY, name="line_city_waiting", condition=WAITING),
)


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A line for every case. The triggers keep what changes meanwhile; begun again, it changes nothing twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM complaints_complaint")
        (newest,) = cursor.fetchone()
        for first in range(0, newest, CHUNK):
            cursor.execute(
                "SELECT complaints_keep_lines(array_agg(id)) FROM complaints_complaint WHERE id > %s AND id <= %s",
                [first, first + CHUNK],
            )
        cursor.execute("ANALYZE complaints_caseline")


class Migration(migrations.Migration):
    # Each chunk is a transaction of its own, and no index keeps a writer waiting.
    atomic = False
    dependencies = [("complaints", "0033_case_lines")]

    operations = [
        migrations.RunSQL("SET statement_timeout = 0", migrations.RunSQL.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
        *(AddIndexConcurrently("caseline", index) for index in INDEXES),
        migrations.RunSQL("RESET statement_timeout", migrations.RunSQL.noop),
    ]
