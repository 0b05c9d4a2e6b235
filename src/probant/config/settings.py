"""Django's settings of a Probant installation: strict by default, few doors to change them."""

from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from probant.config import environment

django_stubs_ext.monkeypatch()  # Django's generic classes may be subscripted at run time

ENVIRONMENT = environment.read()
PACKAGE = Path(__file__).resolve().parent.parent
PROJECT = PACKAGE.parent.parent

DEBUG = ENVIRONMENT.is_debug
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
PROBANT_ORIGIN = ENVIRONMENT.origin
CSRF_TRUSTED_ORIGINS = [PROBANT_ORIGIN]
ROOT_URLCONF = "probant.config.urls"
WSGI_APPLICATION = "probant.config.wsgi.application"

INSTALLED_APPS = [
    "probant.web",  # before django.forms: its form templates win
    "probant.accounts",  # before allauth: its pages wear Probant's look
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "probant.journal",
    "probant.vault",
    "probant.organisations",
    "probant.correspondence",
    "probant.deadlines",
    "probant.register",
    "probant.notices",
    "probant.subject_requests",
    "probant.breaches",
    "probant.observations",
    "probant.processors",
    "probant.dpia",
    "probant.risks",
    "probant.policies",
    "probant.controls",
    "probant.barriers",
    "probant.vulnerabilities",
    "probant.training",
    "probant.clients",
    "probant.crisis",
    "probant.audits",
    "probant.dpo_office",
    "probant.guided_start",
    "probant.accountability",
    "probant.api",
]

MIDDLEWARE = [
    "probant.web.middleware.BoundedBody",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "probant.accounts.middleware.PrivatePages",
    "probant.accounts.middleware.LanguageOfPerson",
    "probant.accounts.middleware.MfaGate",
    "probant.accounts.middleware.DenyByDefault",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "probant.web.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": environment.database(ENVIRONMENT.application_address)}
if ENVIRONMENT.owner_address:
    DATABASES["owner"] = environment.database(ENVIRONMENT.owner_address) | {
        "TEST": {"MIRROR": "default"}
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # culling would forget attempts that are counted
    }
}

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["probant.accounts.hashers.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "probant.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {  # never by address alone: a hospital has one address
    "login": False,  # django-axes counts passwords, by person and address
    "login_failed": "5/5m/key",  # codes of the second factor, by person
}
ACCOUNT_FORMS = {
    "login": "probant.accounts.forms.SignIn",
    "reauthenticate": "probant.accounts.forms.ConfirmPassword",
    "change_password": "probant.accounts.forms.ChangePassword",
}
MFA_ADAPTER = "probant.accounts.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an invitation or the operator vouches for the address
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": False}  # a passkey cannot be guessed
MFA_FORMS = {
    "authenticate": "probant.accounts.forms.SecondFactor",
    "reauthenticate": "probant.accounts.forms.ConfirmFactor",
    "activate_totp": "probant.accounts.forms.ActivateTotp",
    "login_webauthn": "probant.accounts.forms.PasskeyAlone",
    "authenticate_webauthn": "probant.accounts.forms.PasskeyAsFactor",
    "reauthenticate_webauthn": "probant.accounts.forms.ConfirmByPasskey",
    "add_webauthn": "probant.accounts.forms.AddPasskey",
    "edit_webauthn": "probant.accounts.forms.RenamePasskey",
}
MFA_TOTP_ISSUER = "Probant"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.is_served_by_tls
USERSESSIONS_TRACK_ACTIVITY = False

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # trying again does not lock for longer
AXES_LOCKOUT_CALLABLE = "probant.accounts.lockout.locked"
AXES_USERNAME_CALLABLE = "probant.accounts.lockout.who"
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["password", "login"]
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "probant.accounts.sessions"
SESSION_COOKIE_NAME = "probant_session"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.is_served_by_tls
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "probant_csrf"
CSRF_FAILURE_VIEW = "probant.web.views.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.is_served_by_tls else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_HANDLERS = [  # in memory while small, then sealed: never in clear on the disk
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "probant.vault.reception.arrival.SealingHandler",
]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "probant_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = ENVIRONMENT.is_served_by_tls
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.data / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "probant.web.vendor.ChosenFiles",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 10
MAIL_IS_CONFIGURED = bool(ENVIRONMENT.smtp)
globals().update(environment.mail(ENVIRONMENT.smtp, ENVIRONMENT.mail_from))
SILENCED_SYSTEM_CHECKS = ["axes.W004"]  # the lock asks for person and address together

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "probant.config.logs.Formatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}},  # its warnings name network addresses
}
