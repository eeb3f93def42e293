"""Carry mails: to a server, a folder, the terminal, or a list in memory."""

import smtplib
import time
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import unquote, urlsplit

from civic.config import Settings

Send = Callable[[EmailMessage], None]
GIVE_WAY = 0.03
"""How long (s) the mails of a small installation give way to its ballots after each."""


def make_sender(settings: Settings, memory: list[EmailMessage]) -> Send:
    """Return the sender the settings ask for; `memory` collects mails when they say so."""
    send = _sender(settings, memory)
    return _giving_way(send) if settings.embedded else send


def _giving_way(send: Send) -> Send:
    """Pause after each mail: writing one costs as much as two ballots, and they share a process here."""

    def carry(mail: EmailMessage) -> None:
        send(mail)
        time.sleep(GIVE_WAY)

    return carry


def _sender(settings: Settings, memory: list[EmailMessage]) -> Send:
    if settings.mail == "memory":
        return memory.append
    if settings.mail == "console":
        return lambda mail: print(mail.as_string())  # noqa: T201 - the console is the carrier here
    if settings.mail == "file":
        return lambda mail: _to_file(settings.folder / "mail", mail)
    return lambda mail: _to_server(settings.mail, mail)


def compose(sender: str, address: str, message_id: str, subject: str, text: str, html: str) -> EmailMessage:
    """Build a mail with a plain and an HTML part; line breaks in header fields raise ValueError."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = address
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{message_id}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    return mail


def _to_file(folder: Path, mail: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = str(mail["Message-ID"]).strip("<>").split("@")[0]
    (folder / f"{name}.eml").write_bytes(bytes(mail))


def _to_server(url: str, mail: EmailMessage) -> None:
    parts = urlsplit(url)
    connect = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with connect(parts.hostname or "localhost", parts.port or 0, timeout=20) as server:
        if parts.scheme == "smtp" and parts.username:
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(mail)
