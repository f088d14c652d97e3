from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """The case: what came in, who has it, what was answered."""

    name = "complaints"
    verbose_name = "Aduan"
