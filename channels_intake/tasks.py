"""Celery's entrances to the channels: three lines each. Beat calls them too, for rows whose kick was lost."""

from celery import shared_task

from bontang_pengaduan.lib.clock import WITA, now

from . import (
    alarms,
    hidings,
    ledger,
    lookups,
    media,
    officers,
    process,
    pull,
    receipts,
    replay,
    replies,
    templates,
    tokens,
)
from .form import drafts
from .mirror import conflicts, entering, importing, opening


@shared_task
def process_inbound() -> int:
    """Turns waiting ledger rows into complaints. Returns how many rows were taken."""
    return process.drain_all(now=now())


@shared_task
def pull_channels() -> int:
    """Fetches the news of the channels that are asked for them. Returns how many pages were stored."""
    return pull.pull_due(now=now())


@shared_task
def send_replies() -> int:
    """Sends replies that are due. Returns how many were tried."""
    return replies.send_due(now=now())


@shared_task
def send_receipts() -> int:
    """Tells the citizens that their messages were read. Returns how many were tried."""
    return receipts.send_receipts(now=now())


@shared_task
def hide_comments() -> int:
    """Hides comments and shows them again where officers asked for it. Returns how many were tried."""
    return hidings.hide_comments(now=now())


@shared_task
def tell_officers() -> int:
    """Sends officers the notices that are due on WhatsApp. Returns how many went out."""
    return officers.tell_officers(now=now())


@shared_task
def sync_templates() -> int:
    """Copies the catalogues of message templates. Returns how many templates there are."""
    return templates.sync_templates(now=now())


@shared_task
def look_up_messages() -> int:
    """Asks for the words of messages of which only the id came. Returns how many were tried."""
    return lookups.look_up(now=now())


@shared_task
def fetch_media() -> int:
    """Downloads attachments that are due. Returns how many were tried."""
    return media.fetch_media(now=now())


@shared_task
def watch_channels() -> int:
    """Measures the accounts and tells the admins what is wrong. Returns how many alarms stand."""
    return alarms.watch(now=now())


@shared_task
def check_tokens() -> int:
    """Asks the providers about our tokens. Returns how many answered."""
    return tokens.check_tokens(now=now())


@shared_task
def renew_tokens() -> int:
    """Renews the tokens that end within minutes. Returns how many were renewed."""
    return tokens.renew_tokens(now=now())


@shared_task
def replay_ledger() -> int:
    """Goes on with a range of the ledger that is read again. Returns how many rows were read."""
    return replay.advance(now=now())


# A file of 20,000 rows on a busy machine takes longer than other tasks may.
@shared_task(soft_time_limit=800, time_limit=830)
def import_sp4n() -> int:
    """Reads and applies exports of SP4N-LAPOR. Returns how many files were worked on."""
    return importing.advance_imports(now=now())


@shared_task
def open_sp4n_cases() -> int:
    """Makes cases of reports in SP4N-LAPOR. Returns how many."""
    return opening.open_cases(now=now())


@shared_task
def enter_sp4n() -> int:
    """Enters cases into SP4N-LAPOR. Returns how many were tried."""
    return entering.enter_due(now=now())


@shared_task
def compare_sp4n() -> int:
    """Finds where SP4N-LAPOR and the city have ended a matter differently. Returns how many conflicts are new."""
    return conflicts.find_conflicts(now=now())


@shared_task
def discard_forms() -> int:
    """Removes what citizens began in the form and left, and counts of days past. Returns how many drafts."""
    return drafts.discard_old(now=now())


@shared_task
def keep_partitions() -> None:
    """Makes the ledger's partitions of the coming months."""
    ledger.ensure_partitions(today=now().astimezone(WITA).date())
