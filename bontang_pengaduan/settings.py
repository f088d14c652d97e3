"""All settings, each from the environment (NAME or NAME_FILE), each with a default that runs locally.

Order: paths, security, applications, database, broker and Celery, files, mail, web pages, channels, clock.
"""

import os
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONCE

from .embedded import broker_url, database_url
from .lib.env import env, local_secret

# Paths

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / ".data"))).resolve()

# Security

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or local_secret(DATA_DIR, "secret_key")
# Signs what is pushed to officers' browsers. A change makes every browser deaf until it is added anew.
PUSH_KEY = env.str("PUSH_KEY", "") or local_secret(DATA_DIR, "push_key")
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", f"http://localhost:{env.int('PORT', 8000)}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
_HTTPS = PUBLIC_BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_SSL_REDIRECT = _HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if _HTTPS else "sessionid"
SESSION_COOKIE_AGE = 8 * 3600  # an office day (ui.md 4.8)
SESSION_SAVE_EVERY_REQUEST = False
X_FRAME_OPTIONS = "DENY"
# The process of the streams (/arus/). Where no proxy hands that path to it, the page is sent to its port of the same
# host (docs/decisions/streams.md).
STREAM_PORT = env.int("STREAM_PORT", 0)
STREAMS_PER_USER = env.int("STREAMS_PER_USER", 12)
STREAMS_MOST = env.int("STREAMS_MOST", 2000)
_STREAM_HOSTS = [host for host in ALLOWED_HOSTS if host[0] not in "*.["] if STREAM_PORT and not _HTTPS else []
_STREAMS = [f"http://{host}:{STREAM_PORT}" for host in _STREAM_HOSTS]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'", NONCE],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'", *_STREAMS],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

# Applications

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "rest_framework",
    "template_partials",
    "bontang_pengaduan",
    "opd",
    "sla",
    "complaints",
    "channels_intake",
]
MIDDLEWARE = [
    "channels_intake.front_door.FrontDoorMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "bontang_pengaduan.content_policy.ContentPolicyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "complaints.views.stale.StalePageMiddleware",
]
ROOT_URLCONF = "bontang_pengaduan.urls"
WSGI_APPLICATION = "bontang_pengaduan.wsgi.application"
AUTH_USER_MODEL = "opd.User"
AUTHENTICATION_BACKENDS = ["opd.login.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "complaint_list"
LOGOUT_REDIRECT_URL = "login"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Database

DATABASES = {"default": env.database("DATABASE_URL", database_url(DATA_DIR))}
DATABASES["default"] |= {
    # psycopg2 opens a connection in 1-2 ms: kept open it costs nothing (5.8 times the request rate).
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        "options": f"-c statement_timeout={env.int('STATEMENT_TIMEOUT_MS', 5000)} "
        # Pages and tasks ask short questions: compiling one takes seconds where running it takes milliseconds.
        "-c lock_timeout=2000 -c idle_in_transaction_session_timeout=30000 -c jit=off"
    },
    "TEST": {"NAME": env.str("TEST_DATABASE_NAME", "test_pengaduan")},
}

# Broker and Celery (reliability.md section 5: each value there has its measurement)

REDIS_URL = env.broker("REDIS_URL", broker_url(DATA_DIR))
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": 300,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 10,
        "socket_connect_timeout": 3,
        "socket_keepalive": True,
        "health_check_interval": 30,
        "global_keyprefix": "pengaduan:",
    }
    if CELERY_BROKER_URL.startswith("redis")
    else {}
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "channels_intake.tasks.process_inbound": {"queue": "intake"},
    "channels_intake.tasks.send_replies": {"queue": "replies"},
    "channels_intake.tasks.send_receipts": {"queue": "replies"},
    "channels_intake.tasks.hide_comments": {"queue": "replies"},
    "channels_intake.tasks.fetch_media": {"queue": "media"},
    "complaints.tasks.scan_files": {"queue": "media"},
    "opd.tasks.retrain_routing": {"queue": "media"},
    "sla.tasks.*": {"queue": "sla"},
}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000  # KiB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "process-inbound": {"task": "channels_intake.tasks.process_inbound", "schedule": 2, "options": {"expires": 2}},
    # A reply that its author may take back is due to the second.
    "send-replies": {"task": "channels_intake.tasks.send_replies", "schedule": 1, "options": {"expires": 1}},
    "send-receipts": {"task": "channels_intake.tasks.send_receipts", "schedule": 2, "options": {"expires": 2}},
    "hide-comments": {"task": "channels_intake.tasks.hide_comments", "schedule": 5, "options": {"expires": 5}},
    "fetch-media": {"task": "channels_intake.tasks.fetch_media", "schedule": 5, "options": {"expires": 5}},
    "scan-files": {"task": "complaints.tasks.scan_files", "schedule": 5, "options": {"expires": 5}},
    "escalate": {"task": "sla.tasks.escalate_due", "schedule": 10, "options": {"expires": 10}},
    "close-unanswered": {"task": "complaints.tasks.close_unanswered", "schedule": 60, "options": {"expires": 60}},
    "recount-clocks": {"task": "sla.tasks.recount_clocks", "schedule": 2, "options": {"expires": 2}},
    "correct-promises": {"task": "complaints.tasks.correct_promises", "schedule": 60, "options": {"expires": 60}},
    "ask-solved": {"task": "complaints.tasks.ask_solved", "schedule": 60, "options": {"expires": 60}},
    "end-pauses": {"task": "complaints.tasks.end_pauses", "schedule": 60, "options": {"expires": 60}},
    "end-snoozes": {"task": "complaints.tasks.end_snoozes", "schedule": 60, "options": {"expires": 60}},
    "tell-late-help": {"task": "complaints.tasks.tell_late_help", "schedule": 60, "options": {"expires": 60}},
    "watch-sweep": {"task": "sla.tasks.watch_sweep", "schedule": 60, "options": {"expires": 60}},
    "gather-digests": {"task": "opd.tasks.gather_digests", "schedule": 60, "options": {"expires": 60}},
    "deliver-notices": {"task": "opd.tasks.deliver_notices", "schedule": 5, "options": {"expires": 5}},
    "push-notices": {"task": "opd.tasks.push_notices", "schedule": 5, "options": {"expires": 5}},
    "tell-officers": {"task": "channels_intake.tasks.tell_officers", "schedule": 5, "options": {"expires": 5}},
    "heartbeat": {"task": "opd.tasks.beat_heart", "schedule": 10, "options": {"expires": 10}},
    "watch-channels": {"task": "channels_intake.tasks.watch_channels", "schedule": 60, "options": {"expires": 60}},
    "check-tokens": {"task": "channels_intake.tasks.check_tokens", "schedule": 300, "options": {"expires": 300}},
    "renew-tokens": {"task": "channels_intake.tasks.renew_tokens", "schedule": 15, "options": {"expires": 15}},
    "pull-channels": {"task": "channels_intake.tasks.pull_channels", "schedule": 5, "options": {"expires": 5}},
    "look-up-messages": {"task": "channels_intake.tasks.look_up_messages", "schedule": 5, "options": {"expires": 5}},
    "replay-ledger": {"task": "channels_intake.tasks.replay_ledger", "schedule": 2, "options": {"expires": 2}},
    "import-sp4n": {"task": "channels_intake.tasks.import_sp4n", "schedule": 2, "options": {"expires": 2}},
    "open-sp4n-cases": {"task": "channels_intake.tasks.open_sp4n_cases", "schedule": 5, "options": {"expires": 5}},
    "enter-sp4n": {"task": "channels_intake.tasks.enter_sp4n", "schedule": 10, "options": {"expires": 10}},
    "compare-sp4n": {"task": "channels_intake.tasks.compare_sp4n", "schedule": 60, "options": {"expires": 60}},
    "sync-templates": {"task": "channels_intake.tasks.sync_templates", "schedule": crontab(hour=4, minute=20)},
    "ledger-partitions": {"task": "channels_intake.tasks.keep_partitions", "schedule": crontab(hour=3, minute=10)},
    "retrain-routing": {"task": "opd.tasks.retrain_routing", "schedule": crontab(hour=2, minute=30)},
    "erase-withdrawn": {"task": "complaints.tasks.erase_withdrawn", "schedule": 3600, "options": {"expires": 3600}},
    "expire-answers": {"task": "complaints.tasks.expire_answers", "schedule": crontab(hour=0, minute=15)},
    "discard-forms": {"task": "channels_intake.tasks.discard_forms", "schedule": crontab(hour=3, minute=40)},
    "learn-words": {"task": "complaints.tasks.learn_words", "schedule": 300, "options": {"expires": 300}},
    "discard-drafts": {"task": "complaints.tasks.discard_drafts", "schedule": crontab(hour=3, minute=30)},
    "discard-photos": {"task": "complaints.tasks.discard_photos", "schedule": crontab(hour=3, minute=40)},
    "forget-answers": {"task": "opd.tasks.forget_answers", "schedule": crontab(hour=3, minute=20)},
}
CELERY_TIMEZONE = "Asia/Makassar"

# Files

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"
FETCH_DIR = DATA_DIR / "incoming"  # files on their way from a provider; /tmp may be memory
# tcp://host:3310 or unix:///run/clamav/clamd.ctl; without it files are kept and called unchecked.
CLAMD_URL = env.str("CLAMD_URL", "")
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# Mail

EMAIL_CONFIG = env.mail("EMAIL_URL", "filemail://")
vars().update(EMAIL_CONFIG)
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
# The makers' push services: a browser names its own, and nothing is ever sent to another address. A leading dot
# stands for any name before it.
PUSH_SERVICES = [
    "https://fcm.googleapis.com",
    "https://updates.push.services.mozilla.com",
    "https://web.push.apple.com",
    "https://.notify.windows.com",
]
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Aduan Bontang <aduan@localhost>")

# Web pages

LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Makassar"
USE_TZ = True
USE_I18N = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "complaints.views.navigation.navigation",
            ],
        },
    }
]
# A token is the only way into the API, JSON the only form of its answers.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["complaints.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["complaints.api.permissions.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["complaints.api.throttling.TokenThrottle"],
    "DEFAULT_THROTTLE_RATES": {"api": env.str("API_RATE", "600/min")},
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "complaints.api.pagination.ComplaintCursor",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "complaints.api.problems.answer_problem",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "API Aduan Bontang",
    "VERSION": "1.0.0",
    "DESCRIPTION": "Aduan warga Kota Bontang untuk sistem lain. Waktu ditulis menurut ISO 8601 dengan selisih jamnya.",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_NAME_OVERRIDES": {
        "ComplaintStatus": "complaints.workflow.STATUS_LABELS.items",
        "ComplaintKind": "complaints.workflow.KIND_LABELS.items",
        "ClockKind": "sla.models.ClockKind",
        "ReplyKind": "complaints.models.Reply.Kind",
        "ReplyStatus": "complaints.models.Reply.Status",
    },
}
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"readiness": {"()": "bontang_pengaduan.lib.log_filters.WithoutReadiness"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django.request": {"filters": ["readiness"]},
        "httpx": {"level": "WARNING"},  # its lines hold whole addresses, and some of those hold a token
    },
    "root": {"handlers": ["console"], "level": env.choice("LOG_LEVEL", "WARNING", LOG_LEVELS)},
}

# Channels (channels.md; without credentials a channel is off and says so)

WHATSAPP_APP_SECRETS = env.list("WHATSAPP_APP_SECRET", default=[])
WHATSAPP_VERIFY_TOKEN = env.str("WHATSAPP_VERIFY_TOKEN", "")
WHATSAPP_ACCESS_TOKEN = env.str("WHATSAPP_ACCESS_TOKEN", "")
WHATSAPP_PHONE_NUMBER_ID = env.str("WHATSAPP_PHONE_NUMBER_ID", "")
WHATSAPP_BUSINESS_ACCOUNT_ID = env.str("WHATSAPP_BUSINESS_ACCOUNT_ID", "")  # holds the message templates
# The number as citizens dial it: with it, public comments can be invited to WhatsApp.
WHATSAPP_SERVICE_NUMBER = env.str("WHATSAPP_SERVICE_NUMBER", "")
WHATSAPP_API_BASE = env.str("WHATSAPP_API_BASE", "https://graph.facebook.com/v26.0").rstrip("/")
# Hosts that media may be fetched from with our token: Meta's, and the simulator's when it runs.
WHATSAPP_MEDIA_HOSTS = env.list("WHATSAPP_MEDIA_HOSTS", default=["lookaside.fbsbx.com"])
META_APP_SECRETS = env.list("META_APP_SECRET", default=[])
META_VERIFY_TOKEN = env.str("META_VERIFY_TOKEN", "")
META_MEDIA_HOSTS = env.list("META_MEDIA_HOSTS", default=["fbcdn.net", "fbsbx.com", "cdninstagram.com"])
FACEBOOK_PAGE_ID = env.str("FACEBOOK_PAGE_ID", "")
INSTAGRAM_ACCOUNT_ID = env.str("INSTAGRAM_ACCOUNT_ID", "")
# The Page's token reaches the Instagram account that belongs to it; an account with Instagram's own login has a token
# of its own, and graph.instagram.com as its address.
FACEBOOK_API_BASE = env.str("FACEBOOK_API_BASE", "https://graph.facebook.com/v26.0").rstrip("/")
FACEBOOK_PAGE_TOKEN = env.str("FACEBOOK_PAGE_TOKEN", "")
INSTAGRAM_API_BASE = env.str("INSTAGRAM_API_BASE", FACEBOOK_API_BASE).rstrip("/")
INSTAGRAM_TOKEN = env.str("INSTAGRAM_TOKEN", "")
# With a secret Telegram pushes to the webhook; without one the updates are fetched.
TELEGRAM_BOT_TOKEN = env.str("TELEGRAM_BOT_TOKEN", "")
TELEGRAM_WEBHOOK_SECRETS = env.list("TELEGRAM_WEBHOOK_SECRET", default=[])
TELEGRAM_API_BASE = env.str("TELEGRAM_API_BASE", "https://api.telegram.org").rstrip("/")
X_USER_ID = env.str("X_USER_ID", "")
X_CLIENT_SECRETS = env.list("X_CLIENT_SECRET", default=[])
X_ACCESS_TOKEN = env.str("X_ACCESS_TOKEN", "")
# With a client of OAuth 2.0 and a refresh token the token of two hours is renewed here; without them X_ACCESS_TOKEN is
# used as it is.
X_OAUTH_CLIENT_ID = env.str("X_OAUTH_CLIENT_ID", "")
X_OAUTH_CLIENT_SECRET = env.str("X_OAUTH_CLIENT_SECRET", "")
X_REFRESH_TOKEN = env.str("X_REFRESH_TOKEN", "")
X_API_BASE = env.str("X_API_BASE", "https://api.x.com").rstrip("/")
X_MEDIA_HOSTS = env.list("X_MEDIA_HOSTS", default=["pbs.twimg.com"])
# Dollars a calendar month, and for one mention: 0.001 for an owned read, and 0.010 if its author is billed as a user
# read, which no page of X says (channels.md 2.4).
X_MONTHLY_BUDGET_USD = env.float("X_MONTHLY_BUDGET_USD", 10.0)
X_MENTION_USD = env.float("X_MENTION_USD", 0.011)
# Dollars a calendar month for answers, for one of them, and for one with a link (channels.md 2.4). On a contract that
# lets the city answer whom it likes, X_REPLY_TO_ALL.
X_REPLY_BUDGET_USD = env.float("X_REPLY_BUDGET_USD", 30.0)
X_REPLY_USD = env.float("X_REPLY_USD", 0.015)
X_LINK_REPLY_USD = env.float("X_LINK_REPLY_USD", 0.2)
X_ALLOW_LINKS = env.bool("X_ALLOW_LINKS", False)
X_REPLY_TO_ALL = env.bool("X_REPLY_TO_ALL", False)
# Where no webhook tells of deletions: for how many days a post is looked up once a day, and what that may cost a month.
X_RECHECK_DAYS = env.int("X_RECHECK_DAYS", 2)
X_RECHECK_BUDGET_USD = env.float("X_RECHECK_BUDGET_USD", 10.0)
X_POST_USD = env.float("X_POST_USD", 0.005)
X_PULL_SECONDS = env.int("X_PULL_SECONDS", 120)
YOUTUBE_API_KEY = env.str("YOUTUBE_API_KEY", "")
YOUTUBE_CHANNEL_ID = env.str("YOUTUBE_CHANNEL_ID", "")
YOUTUBE_API_BASE = env.str("YOUTUBE_API_BASE", "https://www.googleapis.com/youtube/v3").rstrip("/")
YOUTUBE_DAILY_UNITS = env.int("YOUTUBE_DAILY_UNITS", 9000)  # of Google's 10,000; the rest is for answers, of 50 each
YOUTUBE_REPLY_UNITS = env.int("YOUTUBE_REPLY_UNITS", 950)
YOUTUBE_PULL_SECONDS = env.int("YOUTUBE_PULL_SECONDS", 300)
# Answers are written with a token that the refresh token of a consent renews; without it comments are only read.
YOUTUBE_OAUTH_CLIENT_ID = env.str("YOUTUBE_OAUTH_CLIENT_ID", "")
YOUTUBE_OAUTH_CLIENT_SECRET = env.str("YOUTUBE_OAUTH_CLIENT_SECRET", "")
YOUTUBE_REFRESH_TOKEN = env.str("YOUTUBE_REFRESH_TOKEN", "")
YOUTUBE_TOKEN_URL = env.str("YOUTUBE_TOKEN_URL", "https://oauth2.googleapis.com/token")
# Hours after the citizen's last message in which free text arrives; a channel that is not named here always takes it.
WINDOW_HOURS = {"whatsapp": 24, "facebook": 24, "instagram": 24}
# By channel: how long an officer may take a reply back, how many messages a second an account may send (a WhatsApp
# number that is used in the phone's app as well is held to 20), whether read receipts go out.
UNDO_SECONDS = {
    "whatsapp": env.int("WHATSAPP_UNDO_SECONDS", 8),
    "telegram": env.int("TELEGRAM_UNDO_SECONDS", 8),
    "facebook": env.int("FACEBOOK_UNDO_SECONDS", 8),
    "instagram": env.int("INSTAGRAM_UNDO_SECONDS", 8),
    "x": env.int("X_UNDO_SECONDS", 8),
    "youtube": env.int("YOUTUBE_UNDO_SECONDS", 8),
    "web": env.int("WEB_UNDO_SECONDS", 8),
}
MESSAGES_PER_SECOND = {
    "whatsapp": env.int("WHATSAPP_MESSAGES_PER_SECOND", 20),
    "telegram": env.int("TELEGRAM_MESSAGES_PER_SECOND", 25),
}
READ_RECEIPTS = {"whatsapp": env.bool("WHATSAPP_READ_RECEIPTS", True)}
OFFICER_TEMPLATES = {"whatsapp": env.str("WHATSAPP_OFFICER_TEMPLATE", "pemberitahuan_petugas")}  # subject and link
NEWS_TEMPLATES = {"whatsapp": env.str("WHATSAPP_NEWS_TEMPLATE", "kabar_aduan")}  # number and link
RESULT_TEMPLATES = {"whatsapp": env.str("WHATSAPP_RESULT_TEMPLATE", "hasil_aduan")}  # number and result
PROMISE_TEMPLATES = {"whatsapp": env.str("WHATSAPP_PROMISE_TEMPLATE", "janji_baru")}  # number and new date
# When the admins are told about an account (channels.md 6, 24 and 31): office hours without an event (WhatsApp carries
# nearly everything, on others a week may be quiet), minutes in which the oldest message or reply waits, hours in which
# the oldest file waits, per cent of an hour's sends that failed, of at least so many sends, days before the token ends.
SILENT_OFFICE_HOURS = {"whatsapp": env.int("WHATSAPP_SILENT_OFFICE_HOURS", 8)}
OTHER_SILENT_OFFICE_HOURS = env.int("CHANNEL_SILENT_OFFICE_HOURS", 40)
QUEUE_MINUTES = env.int("CHANNEL_QUEUE_MINUTES", 15)
FILE_QUEUE_HOURS = env.int("CHANNEL_FILE_QUEUE_HOURS", 6)
FAILED_PERCENT = env.int("CHANNEL_FAILED_PERCENT", 30)
FAILED_AT_LEAST = env.int("CHANNEL_FAILED_AT_LEAST", 5)
TOKEN_DAYS = env.int("CHANNEL_TOKEN_DAYS", 14)
ACK_QUIET_SECONDS = env.int("ACK_QUIET_SECONDS", 45)
# Automatic texts to one citizen beside the acknowledgement, so that two machines never answer each other for long.
AUTO_TEXTS_PER_HOUR = env.int("AUTO_TEXTS_PER_HOUR", 8)
AUTO_TEXT_SECONDS = env.int("AUTO_TEXT_SECONDS", 3)
CHOICE_MINUTES = env.int("CHOICE_MINUTES", 30)  # then a coordinator places the message that waits for a choice
REOPEN_DAYS = env.int("REOPEN_DAYS", 10)  # calendar days after closing in which the citizen's word reopens (SP4N)
# Days without a word after which a phone alone proves nobody's identity, and days that a withdrawn message is kept.
# Both are the city's to decide: no regulation names a number.
PHONE_TRUST_DAYS = env.int("PHONE_TRUST_DAYS", 180)
WITHDRAWN_DAYS = env.int("WITHDRAWN_DAYS", 30)
# The form of the city's own page: days that what a citizen began is kept, and how much may come from one network in an
# hour. Many phones share one address, so the numbers are wide.
FORM_DRAFT_DAYS = env.int("FORM_DRAFT_DAYS", 7)
FORM_SENDS_PER_HOUR = env.int("FORM_SENDS_PER_HOUR", 30)
FORM_PHOTOS_PER_HOUR = env.int("FORM_PHOTOS_PER_HOUR", 120)
# Reverse proxies in front of us that add to X-Forwarded-For; without one the header is anybody's word.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
DRAFT_DAYS = env.int("DRAFT_DAYS", 30)  # an officer's draft that nobody touched for so long is removed
# SP4N-LAPOR's interface: without an address exports and copying by hand are the bridge. The ministry shows the contract
# to accounts with the developer role alone, so paths and field names are settings, as JSON.
SP4N_API_BASE = env.str("SP4N_API_BASE", "").rstrip("/")
SP4N_CLIENT_ID = env.str("SP4N_CLIENT_ID", "")
SP4N_CLIENT_SECRET = env.str("SP4N_CLIENT_SECRET", "")
# An account that may only read: reports come by the interface, and a person copies what the city answers.
SP4N_IS_READ_ONLY = env.bool("SP4N_IS_READ_ONLY", False)
SP4N_PULL_SECONDS = env.int("SP4N_PULL_SECONDS", 120)
SP4N_PATHS = {"token": "/token", "reports": "/laporan", "answers": "/laporan/{id}/tindak-lanjut"} | env.json(
    "SP4N_PATHS", {}
)
SP4N_FIELDS: dict[str, str] = env.json("SP4N_FIELDS", {})
# SP4N-LAPOR's own days; whether the citizen's ten are working days the sources do not agree on.
SP4N_VERIFY_DAYS = env.int("SP4N_VERIFY_DAYS", 3)
SP4N_ANSWER_DAYS = env.int("SP4N_ANSWER_DAYS", 5)
SP4N_CITIZEN_DAYS = env.int("SP4N_CITIZEN_DAYS", 10)
SP4N_CITIZEN_DAYS_ARE_WORKING = env.bool("SP4N_CITIZEN_DAYS_ARE_WORKING", True)
ROUTING_THRESHOLD = env.float("ROUTING_THRESHOLD", 0.80)

# The simulator and the clock it may move: only where no real provider is connected.

SIMULATOR = env.bool("SIMULATOR", False)
SIMULATOR_URL = env.str("SIMULATOR_URL", "http://127.0.0.1:8009").rstrip("/")
CLOCK_OFFSET_SECONDS = env.int("CLOCK_OFFSET_SECONDS", 0)
CLOCK_FILE = str(DATA_DIR / "clock_offset")

os.environ.setdefault("PYTHONUTF8", "1")
