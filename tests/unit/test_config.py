"""Settings come from the environment, explain themselves, and refuse to be unsafe."""

import pytest

from civic.config import Settings, UnsafeSettings, explain, load

SAFE = {
    "CIVIC_MODE": "production",
    "CIVIC_SECRET_KEY": "s" * 40,
    "CIVIC_ROLL_KEY": "r" * 40,
    "CIVIC_BASE_URL": "https://civic.example",
    "CIVIC_DATABASE_URL": "postgresql://civic@db/civic",
    "CIVIC_MAIL": "smtp://mail:25",
}


def test_development_needs_no_settings() -> None:
    assert load({}).mode == "development"


def test_safe_production_settings_are_taken() -> None:
    assert load(SAFE).production


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("CIVIC_SECRET_KEY", "short", "CIVIC_SECRET_KEY"),
        ("CIVIC_SECRET_KEY", "development-key-change-me-in-production", "CIVIC_SECRET_KEY"),
        ("CIVIC_ROLL_KEY", "s" * 40, "CIVIC_ROLL_KEY"),
        ("CIVIC_BASE_URL", "http://civic.example", "CIVIC_BASE_URL"),
        ("CIVIC_MAIL", "console", "CIVIC_MAIL"),
        ("CIVIC_PROCESSES", "0", "CIVIC_PROCESSES"),
        ("CIVIC_PROCESSES", "many", "CIVIC_PROCESSES"),
        ("CIVIC_PROCESSES", "4", "CIVIC_REDIS_URL"),
        ("CIVIC_CACHE_SECONDS", "-1", "CIVIC_CACHE_SECONDS"),
        ("CIVIC_MODE", "live", "CIVIC_MODE"),
    ],
)
def test_production_refuses_what_is_unsafe(variable: str, value: str, said: str) -> None:
    with pytest.raises(UnsafeSettings, match=said):
        load({**SAFE, variable: value})


def test_sqlite_serves_one_process_only() -> None:
    several = {**SAFE, "CIVIC_DATABASE_URL": "sqlite:///x.sqlite", "CIVIC_PROCESSES": "2"}

    with pytest.raises(UnsafeSettings, match="SQLite serves one process"):
        load(several)


def test_every_setting_is_explained_and_secrets_are_masked() -> None:
    rows = {row.variable: row for row in explain(Settings(secret_key="very-secret", mail="smtp://me:pass@host"))}

    assert all(row.help.endswith(".") for row in rows.values())
    assert "secret" not in rows["CIVIC_SECRET_KEY"].value
    assert "pass" not in rows["CIVIC_MAIL"].value
