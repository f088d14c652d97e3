"""Settings of the test suite: same code, same database engine, test secrets, files in memory."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)

from .settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
WHATSAPP_APP_SECRETS = ["rahasia-uji-satu", "rahasia-uji-dua"]
WHATSAPP_VERIFY_TOKEN = "token-uji"  # noqa: S105
WHATSAPP_ACCESS_TOKEN = "akses-uji"  # noqa: S105
WHATSAPP_PHONE_NUMBER_ID = "900000000000101"
WHATSAPP_BUSINESS_ACCOUNT_ID = "900000000000001"
WHATSAPP_MEDIA_HOSTS = ["127.0.0.1"]
WHITENOISE_AUTOREFRESH = True  # no collected folder in tests
ALLOWED_HOSTS = ["*"]
CLOCK_OFFSET_SECONDS = 0
