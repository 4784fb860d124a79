"""First what the environment says, then Django's own order."""

from pathlib import Path

import django_htmx
import fontpkg_amiri
import fontpkg_ibm_plex_sans_arabic
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from xstatic.pkg import bootstrap

from fostercare import environment

BASE_DIR = Path(__file__).resolve().parent.parent
environment.load(BASE_DIR / ".env")

SECRET_KEY = environment.secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
DATABASES = {"default": environment.database("DATABASE_URL")}
DATABASE_OWNER = environment.owner("MIGRATION_DATABASE_URL", DATABASES["default"])
DATABASE_WORKER = {part: DATABASES["default"][part] for part in DATABASE_OWNER}
DEBUG = environment.flag("DEBUG", default=False)
HTTPS = environment.flag("HTTPS", default=True)
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", default="localhost 127.0.0.1 [::1]")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
SITE_ADDRESS = environment.text("SITE_ADDRESS", default="http://localhost:8000").rstrip("/")
MEDIA_ROOT = environment.folder("MEDIA_ROOT", default=BASE_DIR / "files")
FILE_KEYS = environment.keys("FILE_KEYS")
CLAMD = environment.text("CLAMD", default="")
LOG_LEVEL = environment.text("LOG_LEVEL", default="INFO").upper()
SESSION_IDLE_MINUTES = environment.number("SESSION_IDLE_MINUTES", default=30, least=1)
SESSION_HOURS = environment.number("SESSION_HOURS", default=12, least=1)
SECOND_STEP = environment.flag("SECOND_STEP", default=HTTPS)
TEMPORARY_PASSWORD_HOURS = environment.number("TEMPORARY_PASSWORD_HOURS", default=72, least=1)
REVIEW_DAYS = environment.number("REVIEW_DAYS", default=92, least=1)
PHONE_HOURS = environment.number("PHONE_HOURS", default=72, least=1)
ARABIC_INDIC_DIGITS = environment.flag("ARABIC_INDIC_DIGITS", default=True)
BREAK_GLASS_MINUTES = environment.number("BREAK_GLASS_MINUTES", default=60, least=1)
EDITION = environment.text("EDITION", default="2026-1")

# Applications, lowest storey first

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "csp",
    "django_htmx",
    "guardian",
    "pgtrigger",
    "viewflow",
    "viewflow.workflow",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "fostercare.vault",
    "fostercare.ledger",
    "directorates",
    "fostercare.door",
    "fostercare.records",
    "fostercare.guidebook",
    "fostercare.workflows",
    "fostercare.workflows.clocks",
    "fostercare.workflows.consent",
    "fostercare.workflows.retention",
    "fostercare.workflows.application",
    "fostercare.workflows.committee",
    "fostercare.workflows.child_file",
    "fostercare.workflows.origins",
    "fostercare.workflows.match",
    "fostercare.workflows.placement",
    "fostercare.workflows.follow_up",
    "fostercare.workflows.grievance",
    "fostercare.workflows.transfer",
    "fostercare.workflows.travel",
    "fostercare.workflows.circumstance",
    "fostercare.workflows.follow_up.phone",
    "fostercare.workflows.incident",
    "fostercare.workflows.breach",
    "fostercare.workflows.data_request",
    "fostercare.desk",
    "fostercare.desk.exports",
]
ROOT_URLCONF = "fostercare.urls"
WSGI_APPLICATION = "fostercare.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "fostercare.door.headers.Headers",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fostercare.door.sessions.BoundedSession",
    "fostercare.language.ArabicFirst",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "fostercare.door.plain_text.PlainText",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fostercare.ledger.context.NamedWriter",
    "fostercare.vault.pausing.ReadOnly",
    "fostercare.door.signing_in.SignInAgain",
    "fostercare.door.second_step.SecondStepFirst",
    "fostercare.ledger.reading.LoggedReading",
    "directorates.passwords.OwnPasswordFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fostercare.door.limits.ClearFaults",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fostercare.desk.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database: act() opens its own transaction, so a page that only reads needs none

DATABASES["default"] |= {"ATOMIC_REQUESTS": False, "CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True}

# Who is asking

AUTH_USER_MODEL = "directorates.Officer"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in [
        ("UserAttributeSimilarityValidator", {"user_attributes": ["username", "full_name", "email", "phone"]}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    ]
] + [{"NAME": "directorates.passwords.NotGuessable"}]

SESSION_ENGINE = "fostercare.door.sessions"
SESSION_COOKIE_AGE = SESSION_IDLE_MINUTES * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
if HTTPS:  # a name by which the browser itself holds a cookie to this host and to HTTPS
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "__Host-session", "__Host-csrf", "__Host-language"
OIDC = environment.provider("OIDC")
OTP_TOTP_ISSUER = "Fostercare"
CSRF_FAILURE_VIEW = "fostercare.door.signing_in.page_expired"

# The browser runs and shows nothing but ours

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Language, place, time

LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", _("Arabic")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Africa/Cairo"
USE_TZ = True

# Static files: only what our pages use is published, not the engine's bundled pages

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "collected"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", Path(bootstrap.BASE_DIR) / "css"),
    ("django_htmx", Path(django_htmx.__file__).parent / "static" / "django_htmx"),
    ("fonts", fontpkg_ibm_plex_sans_arabic.ROOT / "files"),
    ("fonts", fontpkg_amiri.ROOT / "files"),
]
STORAGES = {
    "default": {"BACKEND": "fostercare.vault.storage.LockedStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "fostercare.static_files.Compressed"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Documents: private, never served by their address (there is no MEDIA_URL); a view asks for the right first

DOCUMENT_MAX_BYTES = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# Goes on while nothing else may be written

WRITTEN_IN_A_PAUSE = {"login", "logout", "set_language", "second_step", "system"}
BACKUP_HOURS = environment.number("BACKUP_HOURS", default=26, least=1)

# Mail leaves only where a server is named, through its own queue (fostercare/door/mailing.py): `manage.py mail`

MAIL = environment.mail("EMAIL_URL")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.text("EMAIL_FROM") if MAIL else ""
globals().update(MAIL)

# Logs name cases by number and people not at all: no form data, no SQL parameters, no mail of stack traces

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "fostercare.door.logs.OneLine",
            "format": "{asctime} {levelname} {name} {message}",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.db.backends": {"level": "INFO"},
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}
