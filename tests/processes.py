"""Talking to the database of a platform that runs beside the test."""

from pathlib import Path

import psycopg2

from bontang_pengaduan.embedded import database_url
from bontang_pengaduan.lib.env import env


def read_column(data_dir: Path, query: str) -> list[object]:
    """The first column of the query's rows."""
    place = env.db_url_config(database_url(data_dir))
    connection = psycopg2.connect(host=place["HOST"], user=place["USER"], dbname=place["NAME"])
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return [row[0] for row in cursor.fetchall()]
    finally:
        connection.close()
