"""Celery's entrances to the complaints: three lines each."""

from celery import shared_task

from bontang_pengaduan.lib.clock import now

from . import scanning
from .services.answer_expiry import expire_answers as expire_approved_answers
from .services.confirming import ask_due
from .services.correcting import correct_promises as correct_promised_dates
from .services.drafting import discard_old_drafts
from .services.erasing import erase_withdrawn as erase_messages
from .services.helping import tell_late_help as tell_late_questions
from .services.pausing import end_expired_pauses
from .services.result_photos import discard_held_photos
from .services.snoozing import end_snoozes as end_finished_snoozes
from .services.waiting import close_expired_waits
from .word_list import learn_words as learn_new_words


@shared_task
def close_unanswered() -> int:
    """Closes cases whose citizen did not answer within the limit. Returns how many."""
    return close_expired_waits(now=now())


@shared_task
def ask_solved() -> int:
    """Asks citizens whether what was called solved really is. Returns how many."""
    return ask_due(now=now())


@shared_task
def end_pauses() -> int:
    """Lets clocks run again whose pause has reached its limit. Returns how many."""
    return end_expired_pauses(now=now())


@shared_task
def end_snoozes() -> int:
    """Notes which cases that were put off are in the lists again. Returns how many."""
    return end_finished_snoozes(now=now())


@shared_task
def correct_promises() -> int:
    """Tells citizens whose promise a change of the calendar made later. Returns how many."""
    return correct_promised_dates(now=now())


@shared_task
def scan_files() -> int:
    """Has citizens' files checked for viruses. Returns how many were."""
    return scanning.scan_due(now=now())


@shared_task
def erase_withdrawn() -> int:
    """Erases messages that their citizens withdrew long enough ago. Returns how many."""
    return erase_messages(now=now())


@shared_task
def expire_answers() -> int:
    """Ends approved answers whose day has passed, and warns their owners before. Returns how many ended."""
    return expire_approved_answers(now=now())


@shared_task
def tell_late_help() -> int:
    """Tells of requests for help that nobody has answered in time. Returns how many."""
    return tell_late_questions(now=now())


@shared_task
def discard_drafts() -> int:
    """Removes drafts that nobody has touched for long. Returns how many."""
    return discard_old_drafts(now=now())


@shared_task
def discard_photos() -> int:
    """Removes result photos that were chosen and not used. Returns how many."""
    return discard_held_photos(now=now())


@shared_task
def learn_words() -> int:
    """Takes in the words of new titles, which a mistyped word of a search is compared with. Returns how many."""
    return learn_new_words(now=now())
