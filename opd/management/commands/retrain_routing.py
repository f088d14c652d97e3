from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bontang_pengaduan.lib import clock
from opd.model_choices import TrainingRefusedError
from opd.models import RoutingTraining
from opd.retraining import retrain


class Command(BaseCommand):
    help = "Trains the router on the data files and officers' labels; promotes the model where it is not worse."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what came of it. Exit code 1 when the training failed, 2 while another one runs."""
        try:
            training = retrain(now=clock.now())
        except TrainingRefusedError as error:
            raise CommandError(str(error), returncode=2) from error
        if training.outcome == RoutingTraining.Outcome.FAILED:
            raise CommandError(training.note)
        self.stdout.write(f"{training.get_outcome_display()}: {training.note}")
