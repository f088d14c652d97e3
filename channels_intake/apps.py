from django.apps import AppConfig


class ChannelsIntakeConfig(AppConfig):
    """Adapters of the channels: the ledger of what arrived, and the ways out."""

    name = "channels_intake"
    verbose_name = "Kanal"
