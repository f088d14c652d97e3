from django.urls import path

from .registry import CHANNELS
from .views import Webhook

urlpatterns = [path(f"webhooks/{kind}/", Webhook.as_view(), {"kind": kind}) for kind in CHANNELS]
