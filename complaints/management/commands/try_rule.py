from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from bontang_pengaduan.lib import clock
from complaints.models import Complaint
from opd.router import current_model
from opd.routing.rules import RuleError
from opd.routing.trial import describe, find_rule, try_rule

SHOWN = 40


class Command(BaseCommand):
    help = "Applies a rule of routing_rules.yaml to old cases and shows what it would change. Nothing is stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--days", type=int, default=365, help="Cases of so many days.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Shows numbers and codes, never a citizen's words. Exit code 1 when the rule fails on a case, 2 when there is
        no such rule."""
        try:
            rule = find_rule(options["name"])
        except RuleError as error:
            raise CommandError(str(error), returncode=2) from error
        now = clock.now()
        cases = Complaint.objects.filter(part_of=None, created_at__gte=now - timedelta(days=options["days"])).order_by(
            "pk"
        )
        rows: Iterator[tuple[str, str, str | None]] = cases.values_list("number", "text", "kelurahan__code").iterator()
        progress = tqdm(rows, total=cases.count(), unit="case", disable=None)
        changes = list(try_rule(rule, progress, now, model=current_model()))
        for change in changes[:SHOWN]:
            self.stdout.write(f"{change.case}  {describe(change.before)}  ->  {describe(change.after)}")
        failures = sum(change.failure for change in changes)
        self.stdout.write(f"{len(changes)} of {cases.count()} cases would change, {failures} because the rule fails")
        if failures:
            raise CommandError(f"the rule {rule.name!r} fails; do not switch it on")
