"""Starts the platform as a newcomer would, sends it one signed webhook, stops it, and looks for what is left."""

import hashlib
import hmac
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 180
BODY = b'{"object":"whatsapp_business_account","entry":[]}'


def main() -> int:
    """Exit code 0 when all went well, 1 with a sentence about the first thing that did not."""
    with tempfile.TemporaryDirectory(prefix="pengaduan-", dir="/tmp") as folder:
        # The database's own account must be able to pass.
        Path(folder).chmod(0o711)
        data_dir, port = Path(folder) / "data", _free_port()
        env = os.environ | {"DATA_DIR": str(data_dir), "PORT": str(port)}
        process = subprocess.Popen(["make", "run"], cwd=ROOT, env=env)
        try:
            complaint = _visit(process, port, data_dir)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)
        complaint = complaint or _leftovers(str(data_dir))
    sys.stderr.write(f"Smoke: {complaint or 'started, took a webhook, stopped, left nothing'}.\n")
    return 1 if complaint else 0


def _visit(process: "subprocess.Popen[bytes]", port: int, data_dir: Path) -> str | None:
    began = time.monotonic()
    while _status(port, "/readyz") != 200:
        if process.poll() is not None:
            return f"make run ended with exit code {process.returncode}"
        if time.monotonic() - began > READY_SECONDS:
            return f"/readyz did not answer 200 within {READY_SECONDS} s"
        time.sleep(0.5)
    secret = (data_dir / "simulator_app_secret").read_bytes().strip()
    signature = "sha256=" + hmac.new(secret, BODY, hashlib.sha256).hexdigest()
    answers = [_status(port, "/webhooks/whatsapp/", sign) for sign in (signature, "sha256=" + "0" * 64)]
    return None if answers == [200, 403] else f"signed and forged webhook were answered {answers}, not [200, 403]"


def _status(port: int, path: str, signature: str | None = None) -> int:
    headers = {"X-Hub-Signature-256": signature, "Content-Type": "application/json"} if signature else {}
    request = Request(f"http://127.0.0.1:{port}{path}", data=BODY if signature else None, headers=headers)
    try:
        with urlopen(request, timeout=10) as response:
            return int(response.status)
    except HTTPError as error:
        return error.code
    except (URLError, OSError):
        return 0


def _leftovers(mark: str) -> str | None:
    # Every process of the tree carries the data folder in its environment or its command line.
    deadline = time.monotonic() + 10
    while left := [pid for pid in _processes() if mark.encode() in _facts(pid)]:
        if time.monotonic() > deadline:
            return f"processes {left} were left behind"
        time.sleep(0.2)
    return None


def _processes() -> list[int]:
    return [
        int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and int(entry.name) != os.getpid()
    ]


def _facts(pid: int) -> bytes:
    try:
        return b"".join((Path("/proc") / str(pid) / name).read_bytes() for name in ("environ", "cmdline"))
    except OSError:
        return b""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
