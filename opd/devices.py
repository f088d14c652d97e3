"""Where an officer wants to be told at once. His own choice, and his alone."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib.phones import mask_phone

from .models import Device, User


@transaction.atomic
def add_whatsapp(*, user: User, phone: str, now: datetime) -> Device:
    """Notices reach this number from now on, in place of another one of his. `phone` is in E.164."""
    Device.objects.filter(user=user, kind=Device.Kind.WHATSAPP).exclude(address=phone).delete()
    device, _ = Device.objects.get_or_create(
        user=user, kind=Device.Kind.WHATSAPP, address=phone, defaults={"label": mask_phone(phone), "created_at": now}
    )
    return device


@transaction.atomic
def add_browser(*, user: User, address: str, keys: Mapping[str, str], label: str, now: datetime) -> Device:
    """Notices reach this browser from now on. Whoever used it before is told there no longer."""
    Device.objects.filter(kind=Device.Kind.PUSH, address=address).exclude(user=user).delete()
    device, _ = Device.objects.update_or_create(
        user=user,
        kind=Device.Kind.PUSH,
        address=address,
        defaults={"keys": dict(keys), "label": label},
        create_defaults={"keys": dict(keys), "label": label, "created_at": now},
    )
    return device


@transaction.atomic
def remove_device(*, device: Device) -> None:
    """Nothing reaches it any more, what waits included."""
    device.delete()
