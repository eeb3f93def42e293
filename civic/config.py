"""Read settings from the environment, explain each one, and refuse what is unsafe in production."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal

Mode = Literal["development", "demo", "test", "production"]
MODES: tuple[Mode, ...] = ("development", "demo", "test", "production")
DEFAULT_KEY = "development-key-change-me-in-production"


class UnsafeSettings(Exception):
    """Say which settings must change before the app may start."""


def _setting(name: str, default: str, help_text: str) -> str:
    """Describe one text setting: its variable, its default, what it is for."""
    declared: str = field(default=default, metadata={"env": name, "help": help_text})
    return declared


@dataclass(frozen=True)
class Settings:
    """Hold every setting; each field names its environment variable and explains itself."""

    mode: str = _setting("CIVIC_MODE", "development", "development, demo, test or production.")
    secret_key: str = _setting("CIVIC_SECRET_KEY", DEFAULT_KEY, "Signs cookies and forms; 32 characters or more.")
    roll_key: str = _setting("CIVIC_ROLL_KEY", DEFAULT_KEY, "Keys the hashes of the voters' roll; never change it.")
    database_url: str = _setting(
        "CIVIC_DATABASE_URL", "sqlite:///instance/civic.sqlite", "SQLite file or postgresql:// address."
    )
    data_dir: str = _setting("CIVIC_DATA_DIR", "instance", "Folder for ballot keys, mail files and job queue.")
    base_url: str = _setting("CIVIC_BASE_URL", "http://127.0.0.1:5000", "Public address, for links in mails.")
    site_name_zh: str = _setting("CIVIC_SITE_NAME", "鄰里共議", "Name of the site in Chinese.")
    site_name_en: str = _setting("CIVIC_SITE_NAME_EN", "Civic", "Name of the site in English.")
    city_zh: str = _setting("CIVIC_CITY", "臺北市", "Name of the city in Chinese.")
    city_en: str = _setting("CIVIC_CITY_EN", "Taipei City", "Name of the city in English.")
    brand_colour: str = _setting("CIVIC_BRAND_COLOUR", "#0e5e5a", "Colour around the page in browsers and of mails.")
    brand_dir: str = _setting(
        "CIVIC_BRAND_DIR", "", "Folder laid over the static files: css/brand.css, img/brand.svg, img/favicon.svg."
    )
    districts: str = _setting(
        "CIVIC_DISTRICTS",
        "63000120,63000110,63000080,63000090,63000020",
        "Codes of the participating districts, in order, separated by commas.",
    )
    mail: str = _setting("CIVIC_MAIL", "file", "memory, console, file or smtp://user:password@host:port.")
    mail_from: str = _setting("CIVIC_MAIL_FROM", "civic@localhost", "Sender address of all mails.")
    redis_url: str = _setting("CIVIC_REDIS_URL", "", "Shared limits, cache and jobs for several processes.")
    cache_seconds: str = _setting("CIVIC_CACHE_SECONDS", "2", "How long anonymous pages are answered from memory.")
    processes: str = _setting("CIVIC_PROCESSES", "1", "How many web processes share this database.")
    event_ceiling: str = _setting(
        "CIVIC_EVENT_CEILING", "2000000", "A year's events may cost so much (NT$) before a warning; 0: no limit."
    )
    reference_dir: str = _setting("CIVIC_REFERENCE_DIR", "", "Folder of another city's data files; empty: ours.")

    @property
    def production(self) -> bool:
        """Tell whether real people depend on this process."""
        return self.mode == "production"

    @property
    def demo(self) -> bool:
        """Tell whether the data is invented and must say so."""
        return self.mode == "demo"

    @property
    def sqlite(self) -> bool:
        """Tell whether the database is an SQLite file."""
        return self.database_url.startswith("sqlite")

    @property
    def embedded(self) -> bool:
        """Tell whether the web server's own process delivers letters: on SQLite without Redis."""
        return self.sqlite and not self.redis_url and self.mode != "test"

    @property
    def district_codes(self) -> tuple[str, ...]:
        """Return the codes of the participating districts in the order they are shown."""
        return tuple(code.strip() for code in self.districts.split(",") if code.strip())

    @property
    def folder(self) -> Path:
        """Return the folder for keys, mail files and the job queue."""
        return Path(self.data_dir)


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment; raise UnsafeSettings when they may not be used."""
    source = os.environ if environ is None else environ
    given = {f.name: source[f.metadata["env"]] for f in fields(Settings) if f.metadata["env"] in source}
    settings = Settings(**given)
    problems = list_problems(settings)
    if problems:
        raise UnsafeSettings("\n".join(problems))
    return settings


def list_problems(settings: Settings) -> list[str]:
    """Return one sentence for each setting that may not be used as it is."""
    problems = []
    if settings.mode not in MODES:
        problems.append(f"CIVIC_MODE is {settings.mode!r}; use one of {', '.join(MODES)}.")
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", settings.brand_colour):
        problems.append("CIVIC_BRAND_COLOUR must be six digits like #0e5e5a.")
    if settings.brand_dir and not Path(settings.brand_dir).is_dir():
        problems.append("CIVIC_BRAND_DIR names no folder.")
    if not settings.processes.isdigit() or int(settings.processes) < 1:
        problems.append("CIVIC_PROCESSES must be a whole number of 1 or more.")
    elif not settings.cache_seconds.isdigit():
        problems.append("CIVIC_CACHE_SECONDS must be a whole number of 0 or more.")
    elif not settings.event_ceiling.isdigit():
        problems.append("CIVIC_EVENT_CEILING must be a whole number of NT$, 0 for no limit.")
    elif settings.production:
        problems += _production_problems(settings)
    return problems


def _production_problems(settings: Settings) -> list[str]:
    several = int(settings.processes) > 1
    checks = [
        (len(settings.secret_key) < 32 or settings.secret_key == DEFAULT_KEY,
         "CIVIC_SECRET_KEY must be a secret of at least 32 characters."),
        (len(settings.roll_key) < 32 or settings.roll_key == DEFAULT_KEY,
         "CIVIC_ROLL_KEY must be a secret of at least 32 characters."),
        (settings.roll_key == settings.secret_key, "CIVIC_ROLL_KEY must differ from CIVIC_SECRET_KEY."),
        (not settings.base_url.startswith("https://"), "CIVIC_BASE_URL must begin with https://."),
        (several and settings.sqlite, "SQLite serves one process: set CIVIC_DATABASE_URL to PostgreSQL."),
        (several and not settings.redis_url, "Several processes share limits: set CIVIC_REDIS_URL."),
        (settings.mail in {"memory", "console", "file"}, "CIVIC_MAIL must be an smtp:// address."),
    ]  # fmt: skip
    return [sentence for wrong, sentence in checks if wrong]


@dataclass(frozen=True)
class Explanation:
    """Describe one setting for a person: variable, value in force, default, help."""

    variable: str
    value: str
    default: str
    help: str


def explain(settings: Settings) -> list[Explanation]:
    """List every setting with its value in force; secrets are masked."""
    return [
        Explanation(
            variable=f.metadata["env"],
            value=_mask(f.name, str(getattr(settings, f.name))),
            default=_mask(f.name, str(f.default)),
            help=f.metadata["help"],
        )
        for f in fields(Settings)
    ]


def _mask(name: str, value: str) -> str:
    secret = name.endswith("_key") or (name in {"database_url", "mail", "redis_url"} and "@" in value)
    return "••••" if secret and value else value
