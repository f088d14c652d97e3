from django.conf import settings
from django.db import models

from .complaint import Complaint
from .conversation import Message
from .reply import Reply
from .reporter import Reporter


class Invitation(models.Model):
    """From a public comment to a private conversation: a code that ties the first private message to the same case.

    Everybody can read the code, so whoever uses it is not proven to be the citizen: `reporter` is who did, and an
    officer may part the two again (`released_at`). It is good once, until `expires_at`.
    """

    class Way(models.TextChoices):
        DIRECT = "direct", "Pesan langsung"
        WHATSAPP = "whatsapp", "WhatsApp"
        FORM = "form", "Formulir"

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="invitations")
    way = models.CharField(max_length=10, choices=Way)
    code = models.CharField(max_length=12, unique=True)
    reply = models.OneToOneField(Reply, on_delete=models.PROTECT, related_name="invitation")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    reporter = models.ForeignKey(Reporter, on_delete=models.SET_NULL, null=True, related_name="invitations")
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.code
