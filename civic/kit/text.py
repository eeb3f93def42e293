"""Handle text: mark messages for translation, clean what arrives, fold what is searched."""


def N_(message: str) -> str:  # noqa: N802 - the gettext convention
    """Mark an English message for translation without translating it yet."""
    return message
