from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import connection, migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q
from django.db.models.functions import Reverse

CHUNK = 5_000  # cases of one transaction: others wait for the words of one of them at most


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The words of every case, and of all titles for what is mistyped. Begun again, it changes nothing twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM complaints_complaint")
        (newest,) = cursor.fetchone()
        for first in range(0, newest, CHUNK):
            chunk = [first, first + CHUNK]
            cursor.execute(
                "SELECT complaints_keep_words(array_agg(id)) FROM complaints_complaint WHERE id > %s AND id <= %s", chunk
            )
            cursor.execute(
                "INSERT INTO complaints_knownword (word) SELECT DISTINCT word FROM complaints_complaint complaint"
                " CROSS JOIN LATERAL unnest(tsvector_to_array(to_tsvector('simple', complaint.subject))) word"
                " WHERE complaint.id > %s AND complaint.id <= %s AND NOT complaint.is_secret"
                " AND word ~ '^[a-z]{4,40}$' ORDER BY word ON CONFLICT DO NOTHING",
                chunk,
            )
        cursor.execute("ANALYZE complaints_knownword")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("complaints", "0037_case_words")]

    operations = [
        migrations.RunSQL("SET statement_timeout = 0", migrations.RunSQL.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddIndexConcurrently("casewords", GinIndex(fields=["vector"], name="case_words")),
        AddIndexConcurrently("knownword", GinIndex(OpClass("word", "gin_trgm_ops"), name="known_word_letters")),
        AddIndexConcurrently("caseline", models.Index(fields=["opd_id", "complaint"], name="line_unit_newest")),
        AddIndexConcurrently(
            "reporteridentifier",
            models.Index(
                OpClass(Reverse("value"), "text_pattern_ops"),
                name="phone_by_last_digits",
                condition=Q(kind="phone", valid_to__isnull=True),
            ),
        ),
        # Which words are common is read from the statistics of the column.
        migrations.RunSQL("ANALYZE complaints_casewords", migrations.RunSQL.noop),
        migrations.RunSQL("RESET statement_timeout", migrations.RunSQL.noop),
    ]
