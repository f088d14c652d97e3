"""The project package as an app: its commands and its system checks."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from .checks import check_celery, check_environment, check_public_address


class BontangPengaduanConfig(AppConfig):
    """Registers the checks when Django starts."""

    name = "bontang_pengaduan"

    def ready(self) -> None:
        """Deployment checks run only with `check --deploy`."""
        register(check_environment, Tags.security)
        register(check_celery)
        register(check_public_address, Tags.security, deploy=True)
