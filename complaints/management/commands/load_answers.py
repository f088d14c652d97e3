from pathlib import Path

from bontang_pengaduan.lib.clock import now
from complaints.answer_examples import ANSWERS_FILE, load_answers
from opd.loading import LoadReport
from opd.management.loads import LoadCommand


class Command(LoadCommand):
    help = "Loads examples of approved answers as drafts; load_categories comes first. Repeating it changes nothing."
    subject = "Answers"
    default_path = ANSWERS_FILE

    @staticmethod
    def service(path: Path) -> LoadReport:
        """The examples as of now."""
        return load_answers(now=now(), path=path)
