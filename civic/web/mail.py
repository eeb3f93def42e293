"""Turn letters into mails: the template's first line is the subject, the rest the text."""

from email.message import EmailMessage

from flask import render_template

from civic.kit.languages import known
from civic.outbox.carriers import Send, compose
from civic.outbox.service import Carrier, Post
from civic.web.application import CivicFlask
from civic.web.locale import speaking


def make_carrier(app: CivicFlask, send: Send) -> Carrier:
    """Return the function that renders a letter in its reader's language and sends it."""

    def carry(post: Post) -> None:
        with app.test_request_context(base_url=app.house.settings.base_url), speaking(known(post.locale).code):
            send(_compose(app, post))

    return carry


def _compose(app: CivicFlask, post: Post) -> EmailMessage:
    settings = app.house.settings
    language = known(post.locale)
    site_name = settings.site_name_zh if language.is_chinese else settings.site_name_en
    given = {"base_url": settings.base_url, "site_name": site_name, **post.params}
    rendered = render_template(f"mail/{post.template}.txt", **given)
    subject, _, text = rendered.strip().partition("\n")
    lines = text.strip().split("\n\n")
    html = render_template(
        "layouts/mail.html", subject=subject, paragraphs=lines, lang=language.tag, site_name=site_name,
        brand_colour=settings.brand_colour, demo_mode=settings.demo,
    )
    return compose(settings.mail_from, post.address, post.message_id, subject, text.strip() + "\n", html)
