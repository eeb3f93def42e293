"""Turn what people write into safe HTML: the one door to Markup.

The source is stored; this is its only way to a page. Three libraries stand in a row, each enough on a good
day: markdown-it without HTML, bleach (at its end of life, so never alone) and nh3 last. The result is for the
inside of an element, never for an attribute, a script or a style.
"""

import re
from functools import partial
from urllib.parse import urlsplit

import nh3
from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

from civic.kit.text import clean

MAX_CHARACTERS = 20_000
MAX_TAGS = 500
TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "h3", "h4"})
PROTOCOLS = frozenset({"http", "https", "mailto"})
REL = "nofollow ugc noopener"

_HOST = r"(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])"
_ADDRESS = re.compile(
    rf"https?://{_HOST}(?::\d{{1,5}})?(?:[/?#][^\s\\]*)?|mailto:[\w.!#$&'*+=^~-]+@{_HOST}",
    re.ASCII | re.IGNORECASE,
)
_BARE_ADDRESS = re.compile(
    r"\bhttps?://[a-z0-9][a-z0-9.-]*[a-z0-9](?::\d{1,5})?(?:[/?#](?:[\w.~:/?#@!$&*+,;=%-]*[\w/#=&%-])?)?",
    re.ASCII | re.IGNORECASE,
)
_NO_MAIL = re.compile(r"(?!)")
_TAG = re.compile(r"<[a-z]")
_OFF = ("image", "code", "fence", "html_block", "html_inline", "backticks", "hr", "reference")


class _Markdown(MarkdownIt):
    """Read Markdown, but link only to whole addresses of the protocols we know."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Refuse `//evil`, `javascript:`, relative paths and every other address without a known scheme."""
        return is_link(url)


def render(source: str) -> Markup:
    """Return Markdown as clean HTML; a text over the caps comes out as plain paragraphs, whole and unread."""
    text = clean(source)
    if len(text) > MAX_CHARACTERS:
        return paragraphs(text)
    html = str(_MARKDOWN.render(text))
    if len(_TAG.findall(html)) > MAX_TAGS:
        return paragraphs(text)
    return _sanitised(html)


def fits(source: str) -> bool:
    """Tell whether a text is under both caps, so that a form can refuse it with a reason."""
    text = clean(source)
    return len(text) <= MAX_CHARACTERS and len(_TAG.findall(str(_MARKDOWN.render(text)))) <= MAX_TAGS


def plain(source: str, length: int = 160) -> str:
    """Return the beginning of a Markdown text without its marks, on one line, cut with … at a length."""
    text = clean(source)[:MAX_CHARACTERS]
    words = " ".join(" ".join(_words(token) for token in _MARKDOWN.parse(text)).split())
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"


def paragraphs(source: str) -> Markup:
    """Return plain text as paragraphs at empty lines and breaks at line ends, every mark shown as typed."""
    blocks = [block.strip("\n") for block in re.split(r"\n[ \t]*\n", clean(source)) if block.strip()]
    return Markup("\n").join(
        Markup("<p>{}</p>").format(Markup("<br>\n").join(block.split("\n"))) for block in blocks
    )


def stored(html: str) -> Markup:
    """Return HTML that `render` made earlier and the database kept, for a page; give it nothing else."""
    return Markup(html)  # noqa: S704 - made by this door before


def is_link(url: str) -> bool:
    """Tell whether an address is whole, names no user and is of a protocol we link to."""
    return bool(_ADDRESS.fullmatch(url)) and _host(url) is not None


def _sanitised(html: str) -> Markup:
    """Pass HTML through bleach, then nh3."""
    bleached = _new_cleaner().clean(html)
    return Markup(  # noqa: S704 - the one door
        nh3.clean(
            bleached,
            tags=set(TAGS),
            attributes={"a": {"href", "title"}},
            url_schemes=set(PROTOCOLS),
            url_relative="deny",
            link_rel=REL,
        )
    )


def _new_cleaner() -> Cleaner:
    """Return a bleach cleaner; a new one each time, since it keeps state and threads share this module."""
    link = partial(LinkifyFilter, url_re=_BARE_ADDRESS, email_re=_NO_MAIL)
    return Cleaner(
        tags=TAGS,
        attributes=_allowed_attribute,
        protocols=PROTOCOLS,
        strip=True,
        strip_comments=True,
        filters=[link],
    )


def _allowed_attribute(tag: str, name: str, value: str) -> bool:
    return tag == "a" and (name == "title" or (name == "href" and is_link(value)))


def _host(url: str) -> str | None:
    """Return where an address leads; None if it cannot be read."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme == "mailto":
        return parts.path.rpartition("@")[2]
    return parts.hostname


def _lower_headings(state: StateCore) -> None:
    """Let a text's own headings begin at h3, below the page's title and section."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3" if token.tag == "h1" else "h4"


def _show_hosts(state: StateCore) -> None:
    """Write the host behind each link whose words do not show it, so that nobody is led astray."""
    for block in state.tokens:
        if block.children and any(token.type == "link_open" for token in block.children):
            block.children = _with_hosts(block.children)


def _with_hosts(tokens: list[Token]) -> list[Token]:
    """Put the host before the end of each link that needs it; take off a link that leads nowhere."""
    out: list[Token] = []
    address, words = "", ""
    for token in tokens:
        if token.type == "link_open":
            address, words = str(token.attrGet("href") or ""), ""
        elif token.type == "link_close" and is_link(address) and not _shows(words, address):
            out.append(Token("text", "", 0, content=f"（{_host(address)}）"))
        else:
            words += token.content
        if is_link(address) or not token.type.startswith("link_"):
            out.append(token)
    return out


def _shows(words: str, address: str) -> bool:
    """Tell whether a link's words name the place it leads to."""
    shown, host = words.strip().lower(), _host(address)
    return host in (shown, _host(shown)) or address.lower() == f"mailto:{shown}"


def _words(block: Token) -> str:
    """Return the words of a block: text as it is, a line end as a space."""
    return "".join(" " if part.type.endswith("break") else part.content for part in block.children or ())


def _reader() -> MarkdownIt:
    reader = _Markdown("commonmark", {"html": False, "breaks": True, "linkify": False, "typographer": False})
    reader.disable(list(_OFF))
    reader.core.ruler.push("lower_headings", _lower_headings)
    reader.core.ruler.push("show_hosts", _show_hosts)
    return reader


_MARKDOWN = _reader()
