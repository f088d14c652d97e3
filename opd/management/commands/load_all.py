from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

ORDER = ("load_opd", "load_wilayah", "load_categories", "load_calendar", "load_policies", "load_answers")


class Command(BaseCommand):
    help = "Loads all reference data in its order. Repeating it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Each load is whole by itself; the first that is refused ends the run with its reason."""
        for name in ORDER:
            call_command(name, verbosity=options["verbosity"], stdout=self.stdout, stderr=self.stderr)
