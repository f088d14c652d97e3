from django.apps import AppConfig


class SlaConfig(AppConfig):
    """Clocks of complaints, and what happens when they run out."""

    name = "sla"
    verbose_name = "Janji layanan"
