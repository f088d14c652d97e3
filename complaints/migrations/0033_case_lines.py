import django.db.models.deletion
from django.db import migrations, models

# Locked first and read afterwards: in READ COMMITTED the second statement sees what the transaction has committed that
# held the lock, so that of two who change one case at once neither writes down what the other has just replaced.
KEEP = """
    CREATE FUNCTION complaints_keep_lines(cases bigint[]) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM complaints_caseline line WHERE line.complaint_id = ANY(cases)
            ORDER BY line.complaint_id FOR NO KEY UPDATE;
        INSERT INTO complaints_caseline AS line (complaint_id, opd_id, assignee_id, kelurahan_id, category_id, channel,
            status, is_secret, is_open, needs_word, due_at, due_since, due_hours_of, due_hours_part)
        SELECT complaint.id, complaint.opd_id, complaint.assignee_id, complaint.kelurahan_id, complaint.category_id,
            complaint.channel, complaint.status, complaint.is_secret, facts.is_open,
            facts.is_open AND complaint.status <> 'waiting'
                AND (complaint.answered_at IS NULL OR complaint.citizen_wrote_at > complaint.answered_at),
            coalesce(clock.due_at, CASE WHEN facts.is_open THEN '9999-01-01T00:00:00Z'::timestamptz
                ELSE '9999-12-01T00:00:00Z'::timestamptz END),
            clock.started_at, clock.hours_of_id, clock.hours_part_id
        FROM complaints_complaint complaint
        CROSS JOIN LATERAL (
            SELECT complaint.status IN ('new', 'forwarded', 'accepted', 'in_progress', 'waiting') AS is_open
        ) facts
        LEFT JOIN LATERAL (
            SELECT running.due_at, running.started_at, running.hours_of_id, running.hours_part_id
            FROM sla_slaclock running
            WHERE running.complaint_id = complaint.id AND running.is_open AND running.paused_at IS NULL
                AND running.kind NOT IN ('citizen', 'dispute', 'second_reader', 'window')
            ORDER BY running.due_at, running.id LIMIT 1
        ) clock ON true
        WHERE complaint.id = ANY(cases)
        ORDER BY complaint.id
        ON CONFLICT (complaint_id) DO UPDATE SET
            opd_id = excluded.opd_id, assignee_id = excluded.assignee_id, kelurahan_id = excluded.kelurahan_id,
            category_id = excluded.category_id, channel = excluded.channel, status = excluded.status,
            is_secret = excluded.is_secret, is_open = excluded.is_open, needs_word = excluded.needs_word,
            due_at = excluded.due_at, due_since = excluded.due_since, due_hours_of = excluded.due_hours_of,
            due_hours_part = excluded.due_hours_part
        WHERE (line.*) IS DISTINCT FROM (excluded.*);
    END $$
"""
# One call for each statement, however many rows it wrote, and none where nothing changed that a line holds.
ON_CASES = """
    CREATE FUNCTION complaints_cases_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE cases bigint[];
    BEGIN
        IF TG_OP = 'INSERT' THEN
            SELECT array_agg(id) INTO cases FROM new_rows;
        ELSE
            SELECT array_agg(fresh.id) INTO cases FROM new_rows fresh JOIN old_rows former USING (id)
            WHERE (fresh.opd_id, fresh.assignee_id, fresh.kelurahan_id, fresh.category_id, fresh.channel, fresh.status,
                fresh.is_secret, fresh.answered_at, fresh.citizen_wrote_at)
                IS DISTINCT FROM (former.opd_id, former.assignee_id, former.kelurahan_id, former.category_id,
                former.channel, former.status, former.is_secret, former.answered_at, former.citizen_wrote_at);
        END IF;
        IF cases IS NOT NULL THEN PERFORM complaints_keep_lines(cases); END IF;
        RETURN NULL;
    END $$
"""
# A clock that goes with its case leaves no line behind: only lines that are still there are kept.
ON_CLOCKS = """
    CREATE FUNCTION complaints_clocks_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE cases bigint[];
    BEGIN
        IF TG_OP = 'INSERT' THEN
            SELECT array_agg(DISTINCT complaint_id) INTO cases FROM new_rows
            WHERE is_open AND kind NOT IN ('citizen', 'dispute', 'second_reader', 'window');
        ELSIF TG_OP = 'DELETE' THEN
            SELECT array_agg(DISTINCT line.complaint_id) INTO cases
            FROM old_rows JOIN complaints_caseline line USING (complaint_id) WHERE old_rows.is_open;
        ELSE
            SELECT array_agg(DISTINCT place.complaint_id) INTO cases
            FROM new_rows fresh JOIN old_rows former USING (id)
            CROSS JOIN LATERAL (VALUES (fresh.complaint_id), (former.complaint_id)) place (complaint_id)
            WHERE (fresh.complaint_id, fresh.kind, fresh.is_open, fresh.paused_at, fresh.due_at, fresh.started_at,
                fresh.hours_of_id, fresh.hours_part_id)
                IS DISTINCT FROM (former.complaint_id, former.kind, former.is_open, former.paused_at, former.due_at,
                former.started_at, former.hours_of_id, former.hours_part_id)
                AND NOT (fresh.kind = former.kind
                    AND fresh.kind IN ('citizen', 'dispute', 'second_reader', 'window'));
        END IF;
        IF cases IS NOT NULL THEN PERFORM complaints_keep_lines(cases); END IF;
        RETURN NULL;
    END $$
"""
OF_CASES = "ON complaints_complaint {} FOR EACH STATEMENT EXECUTE FUNCTION complaints_cases_changed()"
OF_CLOCKS = "ON sla_slaclock {} FOR EACH STATEMENT EXECUTE FUNCTION complaints_clocks_changed()"
NEW, OLD = "NEW TABLE AS new_rows", "OLD TABLE AS old_rows"
TRIGGERS = (
    ("lines_of_new_cases", "complaints_complaint", f"AFTER INSERT {OF_CASES.format(f'REFERENCING {NEW}')}"),
    ("lines_of_cases", "complaints_complaint", f"AFTER UPDATE {OF_CASES.format(f'REFERENCING {NEW} {OLD}')}"),
    ("lines_of_new_clocks", "sla_slaclock", f"AFTER INSERT {OF_CLOCKS.format(f'REFERENCING {NEW}')}"),
    ("lines_of_clocks", "sla_slaclock", f"AFTER UPDATE {OF_CLOCKS.format(f'REFERENCING {NEW} {OLD}')}"),
    ("lines_of_old_clocks", "sla_slaclock", f"AFTER DELETE {OF_CLOCKS.format(f'REFERENCING {OLD}')}"),
)


def _made(name: str, table: str, rest: str) -> migrations.RunSQL:
    return migrations.RunSQL(f"CREATE TRIGGER {name} {rest}", f"DROP TRIGGER {name} ON {table}")


class Migration(migrations.Migration):
    dependencies = [("complaints", "0032_decisions_of_one_press"), ("sla", "0012_hours_of_running_clocks")]

    operations = [
        migrations.CreateModel(
            name="CaseLine",
            fields=[
                (
                    "complaint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="line",
                        serialize=False,
                        to="complaints.complaint",
                    ),
                ),
                ("opd_id", models.BigIntegerField(null=True)),
                ("assignee_id", models.BigIntegerField(null=True)),
                ("kelurahan_id", models.BigIntegerField(null=True)),
                ("category_id", models.BigIntegerField(null=True)),
                ("channel", models.CharField(max_length=20)),
                ("status", models.CharField(max_length=20)),
                ("is_secret", models.BooleanField()),
                ("is_open", models.BooleanField()),
                ("needs_word", models.BooleanField()),
                ("due_at", models.DateTimeField()),
                ("due_since", models.DateTimeField(null=True)),
                ("due_hours_of", models.BigIntegerField(null=True)),
                ("due_hours_part", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.RunSQL(KEEP, "DROP FUNCTION complaints_keep_lines(bigint[])"),
        migrations.RunSQL(ON_CASES, "DROP FUNCTION complaints_cases_changed()"),
        migrations.RunSQL(ON_CLOCKS, "DROP FUNCTION complaints_clocks_changed()"),
        *(_made(*trigger) for trigger in TRIGGERS),
    ]
