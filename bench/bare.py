"""The bare limit: signature check and one INSERT, no framework. Same server, same connection, same table."""

import os
import threading
from collections.abc import Callable, Iterable

import psycopg2

from bontang_pengaduan.lib.env import env
from bontang_pengaduan.lib.signing import is_signed

_here = threading.local()
_INSERT = (
    "INSERT INTO channels_intake_inboundrequest (channel, received_at, headers, body, status, attempts, "
    "next_attempt_at, last_error) VALUES ('bare', now(), '{}', %s, 'done', 0, now(), '')"
)


def application(environ: dict[str, object], start_response: Callable[..., object]) -> Iterable[bytes]:
    """A WSGI function."""
    body = environ["wsgi.input"].read(int(str(environ["CONTENT_LENGTH"])))  # type: ignore[attr-defined]
    if not is_signed(body, str(environ["HTTP_X_HUB_SIGNATURE_256"]), [os.environ["WHATSAPP_APP_SECRET"]]):
        start_response("403 Forbidden", [])
        return [b""]
    if not hasattr(_here, "connection"):
        place = env.db_url_config(os.environ["DATABASE_URL"])
        _here.connection = psycopg2.connect(host=place["HOST"], user=place["USER"], dbname=place["NAME"])
        _here.connection.autocommit = True
    with _here.connection.cursor() as cursor:
        cursor.execute(_INSERT, [body])
    start_response("200 OK", [("Content-Length", "0")])
    return [b""]
