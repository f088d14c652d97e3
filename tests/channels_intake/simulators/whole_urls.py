"""Every address of a demo: the platform's, and those of the simulators, which are made at the start where one runs."""

from django.urls import include, path

urlpatterns = [path("", include("bontang_pengaduan.urls")), path("", include("channels_intake.simulator_urls"))]
