"""The commands around tokens, as an administrator calls them."""

import subprocess
import sys
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from bontang_pengaduan.lib.clock import now
from opd.models import ApiToken, User
from opd.tokens import find_token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def user() -> User:
    return User.objects.create(username="sistem.uji")


def create(**options: object) -> tuple[str, str]:
    output, notes = StringIO(), StringIO()
    call_command("create_api_token", stdout=output, stderr=notes, **options)
    return output.getvalue(), notes.getvalue()


def test_the_token_alone_is_printed_and_works(user: User) -> None:
    before = now()

    output, notes = create(user="sistem.uji", scopes="complaints:write, complaints:read", days=7)

    token = find_token(output.strip(), now())
    assert token is not None
    assert (token.user, token.scopes) == (user, ["complaints:read", "complaints:write"])
    assert before + timedelta(days=7) <= token.expires_at <= now() + timedelta(days=7)
    assert notes.startswith(f"Token {token.pk} of sistem.uji, valid until ")


def test_without_days_it_lasts_a_year() -> None:
    create(user="sistem.uji", scopes="complaints:read")

    token = ApiToken.objects.get()
    assert token.expires_at - token.created_at == timedelta(days=365)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"user": "tidak.ada", "scopes": "complaints:read"}, "There is no active user tidak.ada."),
        (
            {"user": "sistem.uji", "scopes": "aduan"},
            "Unknown scope: aduan. There are complaints:read, complaints:write.",
        ),
        (
            {"user": "sistem.uji", "scopes": " , "},
            "Name at least one scope. There are complaints:read, complaints:write.",
        ),
        ({"user": "sistem.uji", "scopes": "complaints:read", "days": -1}, "A token lasts 1 to 3650 days, not -1."),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_2(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(CommandError) as refusal:
        create(**options)

    assert (str(refusal.value), refusal.value.returncode) == (sentence, 2)
    assert ApiToken.objects.count() == 0


def test_a_user_who_is_shut_out_gets_none(user: User) -> None:
    user.is_active = False
    user.save(update_fields=["is_active"])

    with pytest.raises(CommandError, match=r"^There is no active user sistem\.uji\.$"):
        create(user="sistem.uji", scopes="complaints:read")


def test_from_the_shell_a_missing_option_ends_with_2() -> None:
    command = [sys.executable, "manage.py", "create_api_token", "--user", "x"]

    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == (
        "manage.py create_api_token: error: the following arguments are required: --scopes"
    )


def test_a_token_is_ended_by_its_number() -> None:
    output, _ = create(user="sistem.uji", scopes="complaints:read")
    token, said = ApiToken.objects.get(), StringIO()

    for _ in range(2):
        call_command("revoke_api_token", token.pk, stdout=said)

    assert find_token(output.strip(), now()) is None
    assert said.getvalue().splitlines() == [
        f"Token {token.pk} of sistem.uji ended.",
        f"Token {token.pk} of sistem.uji had ended before.",
    ]


def test_a_number_that_is_no_token_is_refused() -> None:
    with pytest.raises(CommandError, match=r"^There is no token 4711\.$") as refusal:
        call_command("revoke_api_token", 4711)

    assert refusal.value.returncode == 2
