import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# Locked first and read afterwards, as the lines are.
KEEP = """
    CREATE FUNCTION complaints_keep_words(cases bigint[]) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM complaints_casewords words WHERE words.complaint_id = ANY(cases)
            ORDER BY words.complaint_id FOR NO KEY UPDATE;
        INSERT INTO complaints_casewords AS words (complaint_id, vector)
        SELECT complaint.id, strip(
            to_tsvector('simple', concat_ws(' ', replace(complaint.number, '-', ' '), complaint.place, kelurahan.name,
                CASE WHEN NOT complaint.is_anonymous AND (complaint.part_of_id IS NULL OR complaint.may_speak)
                    THEN reporter.name END))
            || to_tsvector('indonesian', complaint.subject || ' ' || complaint.text))
        FROM complaints_complaint complaint
        JOIN complaints_reporter reporter ON reporter.id = complaint.reporter_id
        LEFT JOIN opd_kelurahan kelurahan ON kelurahan.id = complaint.kelurahan_id
        WHERE complaint.id = ANY(cases)
        ORDER BY complaint.id
        ON CONFLICT (complaint_id) DO UPDATE SET vector = excluded.vector WHERE words.vector <> excluded.vector;
    END $$
"""
ON_CASES = """
    CREATE FUNCTION complaints_words_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE cases bigint[];
    BEGIN
        IF TG_OP = 'INSERT' THEN
            SELECT array_agg(id) INTO cases FROM new_rows;
        ELSE
            SELECT array_agg(fresh.id) INTO cases FROM new_rows fresh JOIN old_rows former USING (id)
            WHERE (fresh.number, fresh.subject, fresh.text, fresh.place, fresh.kelurahan_id, fresh.reporter_id,
                fresh.is_anonymous, fresh.part_of_id, fresh.may_speak)
                IS DISTINCT FROM (former.number, former.subject, former.text, former.place, former.kelurahan_id,
                former.reporter_id, former.is_anonymous, former.part_of_id, former.may_speak);
        END IF;
        IF cases IS NOT NULL THEN PERFORM complaints_keep_words(cases); END IF;
        RETURN NULL;
    END $$
"""
ON_NAMES = """
    CREATE FUNCTION complaints_names_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE cases bigint[];
    BEGIN
        IF TG_TABLE_NAME = 'complaints_reporter' THEN
            SELECT array_agg(complaint.id) INTO cases FROM complaints_complaint complaint
            JOIN new_rows fresh ON fresh.id = complaint.reporter_id JOIN old_rows former ON former.id = fresh.id
            WHERE fresh.name <> former.name;
        ELSE
            SELECT array_agg(complaint.id) INTO cases FROM complaints_complaint complaint
            JOIN new_rows fresh ON fresh.id = complaint.kelurahan_id JOIN old_rows former ON former.id = fresh.id
            WHERE fresh.name <> former.name;
        END IF;
        IF cases IS NOT NULL THEN PERFORM complaints_keep_words(cases); END IF;
        RETURN NULL;
    END $$
"""
EACH = "REFERENCING {} FOR EACH STATEMENT EXECUTE FUNCTION"
NEW, BOTH = EACH.format("NEW TABLE AS new_rows"), EACH.format("NEW TABLE AS new_rows OLD TABLE AS old_rows")
TRIGGERS = (
    ("words_of_new_cases", "complaints_complaint", f"AFTER INSERT ON complaints_complaint {NEW} complaints_words_changed()"),
    ("words_of_cases", "complaints_complaint", f"AFTER UPDATE ON complaints_complaint {BOTH} complaints_words_changed()"),
    ("words_of_reporters", "complaints_reporter", f"AFTER UPDATE ON complaints_reporter {BOTH} complaints_names_changed()"),
    ("words_of_kelurahan", "opd_kelurahan", f"AFTER UPDATE ON opd_kelurahan {BOTH} complaints_names_changed()"),
)


def _made(name: str, table: str, rest: str) -> migrations.RunSQL:
    return migrations.RunSQL(f"CREATE TRIGGER {name} {rest}", f"DROP TRIGGER {name} ON {table}")


class Migration(migrations.Migration):
    dependencies = [("complaints", "0036_invitation_by_form")]

    operations = [
        migrations.CreateModel(
            name="CaseWords",
            fields=[
                (
                    "complaint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="complaints.complaint",
                    ),
                ),
                ("vector", django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        migrations.CreateModel(
            name="KnownWord",
            fields=[("word", models.CharField(max_length=60, primary_key=True, serialize=False))],
        ),
        migrations.RunSQL(KEEP, "DROP FUNCTION complaints_keep_words(bigint[])"),
        migrations.RunSQL(ON_CASES, "DROP FUNCTION complaints_words_changed()"),
        migrations.RunSQL(ON_NAMES, "DROP FUNCTION complaints_names_changed()"),
        *(_made(*trigger) for trigger in TRIGGERS),
    ]
