"""The city's WhatsApp account as the provider knows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """Addresses and secrets that product and provider share; numbers are fictitious (+62 800-0000-0xxx)."""

    webhook_url: str
    app_secret: str
    verify_token: str
    access_token: str
    phone_number_id: str = "900000000000101"
    display_phone_number: str = "6280000000001"
    waba_id: str = "900000000000001"
