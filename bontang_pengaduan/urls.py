from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import URLPattern, URLResolver, include, path

from .health import healthz, readyz

urlpatterns: list[URLPattern | URLResolver] = [
    # First, because a webhook is asked for far more often than any page and each pattern before it costs.
    path("", include("channels_intake.urls")),
    path("masuk/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("keluar/", LogoutView.as_view(), name="logout"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", include("complaints.api.urls")),
    path("", include("complaints.urls")),
]
if settings.SIMULATOR:
    urlpatterns.append(path("", include("channels_intake.simulator_urls")))
