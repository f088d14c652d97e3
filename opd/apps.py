from django.apps import AppConfig


class OpdConfig(AppConfig):
    """Agencies and people; knows nothing of complaints."""

    name = "opd"
    verbose_name = "OPD dan petugas"
