"""The kept words of the search that nobody's statement keeps: those of all titles, and of rows that were copied in."""

from datetime import datetime, timedelta

from django.db import connection, transaction

CHUNK = 5_000
RECENT = timedelta(days=1)

# Of secret cases no word is kept: what is offered instead of a mistyped one is seen by everybody.
_LEARN = """
    INSERT INTO complaints_knownword (word)
    SELECT DISTINCT word FROM complaints_complaint complaint
    CROSS JOIN LATERAL unnest(tsvector_to_array(to_tsvector('simple', complaint.subject))) word
    WHERE {} AND NOT complaint.is_secret AND word ~ '^[a-z]{{4,40}}$'
    ORDER BY word
    ON CONFLICT DO NOTHING
"""
_LEARN_NEW = _LEARN.format("complaint.created_at > %s")
_LEARN_CHUNK = _LEARN.format("complaint.id > %s AND complaint.id <= %s")
_WRITE_CHUNK = "SELECT complaints_keep_words(array_agg(id)) FROM complaints_complaint WHERE id > %s AND id <= %s"


@transaction.atomic
def learn_words(*, now: datetime) -> int:
    """Takes in the words of the titles of the last day; how many were new. A search compares mistyped words with
    them."""
    with connection.cursor() as cursor:
        cursor.execute(_LEARN_NEW, [now - RECENT])
        return int(cursor.rowcount)


def write_words() -> None:
    """Writes the words of every case anew, for rows that were copied in past the triggers, and learns all titles."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM complaints_complaint")
        (newest,) = cursor.fetchone()
        for first in range(0, newest, CHUNK):
            for statement in (_WRITE_CHUNK, _LEARN_CHUNK):
                cursor.execute(statement, [first, first + CHUNK])
