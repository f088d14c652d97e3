"""The simulator as a process: it says where it is, stops at once, and refuses with one sentence."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
from django.conf import settings

from tests.simulator_fixture import Webhook

COMMAND = [sys.executable, "manage.py", "run_simulator"]


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return inherited | {"DATA_DIR": str(data_dir)} | more


def secrets() -> dict[str, str]:
    return {
        "SIMULATOR": "1",
        "WHATSAPP_APP_SECRET": "rahasia-uji-satu",
        "WHATSAPP_VERIFY_TOKEN": "token-uji",
        "WHATSAPP_ACCESS_TOKEN": "akses-uji",
        "WHATSAPP_API_BASE": "http://127.0.0.1:8009/v26.0",
    }


def refused(data_dir: Path, port: int, **env: str) -> tuple[int, str]:
    done = subprocess.run(
        [*COMMAND, "--port", str(port)],
        cwd=settings.BASE_DIR,
        env=environment(data_dir, **env),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.returncode, done.stderr


def test_process_says_its_address_shakes_hands_and_stops_at_once(tmp_path: Path, webhook: Webhook) -> None:
    process = subprocess.Popen(
        [*COMMAND, "--port", "0", "--webhook-url", webhook.url],
        cwd=settings.BASE_DIR,
        env=environment(tmp_path, **secrets()),
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        line = process.stdout.readline()
        said = re.fullmatch(r"WhatsApp simulator: (http://127\.0\.0\.1:\d+) delivers to (\S+)\n", line)
        assert said is not None
        health = f"{said[1]}/control/health"
        deadline = time.monotonic() + 10
        while (state := httpx.get(health, trust_env=False).json()["handshake"]) == "pending":
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        code = process.wait(timeout=10)

    assert (said[2], state, code) == (webhook.url, "accepted", 0)
    assert time.monotonic() - began < 2


def test_missing_secrets_are_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    code, said = refused(tmp_path, 0, SIMULATOR="1")

    assert code == 2
    assert said == (
        "CommandError: Set SIMULATOR=1, WHATSAPP_APP_SECRET and WHATSAPP_ACCESS_TOKEN, or start everything with `up`.\n"
    )


def test_port_in_use_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = refused(tmp_path, port, **secrets())

    assert (code, said) == (2, f"CommandError: Port {port} cannot be used: Address already in use.\n")
