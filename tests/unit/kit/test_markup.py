import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from civic.kit.markup import MAX_CHARACTERS, PROTOCOLS, TAGS, fits, is_link, paragraphs, plain, render

XHTML = "{http://www.w3.org/1999/xhtml}"

PAYLOADS = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.tw/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src/onerror=alert(1)//",
    '<IMG """><SCRIPT>alert(1)</SCRIPT>">',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:alert(1)><text y=9>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math href=javascript:alert(1)>x</math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<link rel=stylesheet href=//evil.tw/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=javascript:alert(1)//>",
    "<template><script>alert(1)</script></template>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "<title><a title='</title><img src=x onerror=alert(1)>'>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><img src=x onerror=alert(1)>",
    "</p><script>alert(1)</script><p>",
    "<p id=x class=y onclick=alert(1) tabindex=1>x</p>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](java%0ascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/svg+xml,<svg onload=alert(1)>)",
    "[x](file:///etc/passwd)",
    "[x](//evil.tw)",
    "[x](\\\\evil.tw)",
    "[x](/\\evil.tw)",
    "[x](http:evil.tw)",
    "[x](https:\\\\evil.tw)",
    "[x](https://good.tw@evil.tw)",
    "[x](../admin)",
    "[x](?next=//evil.tw)",
    "[x](#top)",
    "[x](ftp://evil.tw)",
    "[x](mailto:a@b.tw?cc=c@d.tw&body=x)",
    '[x](https://a.tw "onmouseover=alert(1)")',
    "[x](https://a.tw '\"onmouseover=alert(1)//')",
    '[x](https://a.tw/"onmouseover="alert(1))',
    "[<img src=x onerror=alert(1)>](https://a.tw)",
    '<https://a.tw/"onmouseover=alert(1)>',
    "<javascript:alert(1)>",
    "<javascript:alert(1)@a.tw>",
    "![x](javascript:alert(1))",
    '![x](https://a.tw/x.png"onerror="alert(1))',
    "[x]: javascript:alert(1)\n\n[x]",
    'https://a.tw/"onmouseover=alert(1)',
    "https://a.tw/<script>alert(1)</script>",
    "https://a.tw/'onmouseover='alert(1)",
    "javascript:alert(1)//https://a.tw",
    "`<img src=x onerror=alert(1)>`",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "> <img src=x onerror=alert(1)>",
    "# <img src=x onerror=alert(1)>",
    "* <svg/onload=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "＜script＞alert(1)＜/script＞",
    "<scr\0ipt>alert(1)</scr\0ipt>",
    "<scr\u200bipt>alert(1)</scr\u200bipt>",
    "\u202e<script>alert(1)</script>",
    "\ud800<script>alert(1)</script>",
)


def assert_harmless(html: str) -> None:
    """Parse as a browser does, and find nothing but what the allow-list names."""
    for element in html5lib.parseFragment(html).iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        tag = str(element.tag).removeprefix(XHTML)
        assert tag in TAGS, html
        assert set(element.attrib) <= ({"href", "title", "rel"} if tag == "a" else set()), html
        if tag == "a":
            assert element.attrib["rel"] == "nofollow ugc noopener", html
        if "href" in element.attrib:
            assert element.attrib["href"].partition(":")[0].lower() in PROTOCOLS, html
            assert is_link(element.attrib["href"]), html


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(
    "frame", ["{}", "**{}**", "- 一\n- {}", "[a](https://a.tw) {}", "<p>{}", "一\n{}\n二"]
)
def test_nothing_in_a_payload_can_run(payload: str, frame: str) -> None:
    source = frame.replace("{}", payload)

    assert_harmless(render(source))
    assert_harmless(paragraphs(source))
    assert_harmless(Markup("<p>{}</p>").format(plain(source)))


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "[x](",
            "javascript:",
            "https://a.tw",
            ")",
            "<",
            ">",
            '"',
            "'",
            "onerror=",
            "style=",
            "<img ",
            "<a href=",
            "&#58;",
            "&lt;",
            "\n",
            "\n\n",
            "* ",
            "> ",
            "# ",
            "**",
            "_",
            "`",
            "//",
            "\\",
            "&",
            "\0",
            "\u202e",
            "\ud800",
            "mailto:a@b.tw",
            "<svg>",
            "</p>",
            "<!--",
            "-->",
            " ",
            "臺",
            "\t",
            "[",
            "]",
            "!",
            "1. ",
            "---",
            "<math>",
        ]
    ),
    max_size=25,
).map("".join)


@given(FRAGMENTS | st.text(alphabet=st.characters(), max_size=80))
def test_nothing_that_is_written_can_run(source: str) -> None:
    assert_harmless(render(source))
    assert_harmless(paragraphs(source))


def test_the_marks_people_need_are_kept() -> None:
    html = render("# 標題\n\n## 小標\n\n一行\n二行 **粗** *斜*\n\n- 甲\n\n1. 乙\n\n> 引")

    assert html == (
        "<h3>標題</h3>\n<h4>小標</h4>\n<p>一行<br>\n二行 <strong>粗</strong> <em>斜</em></p>\n"
        "<ul>\n<li>甲</li>\n</ul>\n<ol>\n<li>乙</li>\n</ol>\n<blockquote>\n<p>引</p>\n</blockquote>\n"
    )
    assert isinstance(html, Markup)


def test_an_address_in_a_chinese_sentence_becomes_a_link_without_its_comma() -> None:
    link = '<a href="https://gov.taipei/x?a=1" rel="nofollow ugc noopener">https://gov.taipei/x?a=1</a>'

    assert render("請看https://gov.taipei/x?a=1，謝謝") == f"<p>請看{link}，謝謝</p>\n"


def test_a_link_that_leads_nowhere_is_only_its_words() -> None:
    assert render("[x]() [**y**]()") == "<p>x <strong>y</strong></p>\n"


def test_a_link_whose_words_hide_its_host_shows_it() -> None:
    assert "https://good.tw（evil.tw）</a>" in render("[https://good.tw](https://evil.tw/x)")
    assert "evil.tw.good.tw（evil.tw）</a>" in render("[evil.tw.good.tw](https://evil.tw)")
    assert "（xn--pple-43d.com）" in render("[apple.com](https://\u0430pple.com)")


@pytest.mark.parametrize(
    "source", ["[a.tw](https://a.tw/x)", "[https://a.tw/y](https://a.tw/x)", "<https://a.tw/>", "<a@b.tw>"]
)
def test_a_link_whose_words_show_its_host_is_left_alone(source: str) -> None:
    assert "（" not in render(source)


def test_a_bare_word_with_a_dot_is_no_link() -> None:
    assert render("example.com a@b.tw") == "<p>example.com a@b.tw</p>\n"


def test_an_over_long_text_is_shown_whole_but_unread() -> None:
    source = "**粗** " * MAX_CHARACTERS

    assert render(source) == f"<p>{source}</p>"
    assert not fits(source)


def test_a_text_of_too_many_tags_is_shown_whole_but_unread() -> None:
    source = "*a* " * 600

    assert render(source) == f"<p>{source}</p>"
    assert not fits(source)
    assert fits("*a* " * 400)


@pytest.mark.parametrize(
    "piece", ["[", "<", "*a ", "> ", "- ", "![[", "[a](", "`", "_a*", "&#x", "<a ", "***a", "(((("]
)
def test_the_worst_text_under_the_cap_is_read_at_once(piece: str) -> None:
    assert_harmless(render(piece * (MAX_CHARACTERS // len(piece))))


def test_paragraphs_show_every_mark_as_typed() -> None:
    assert paragraphs("一<b>\n**二**\n\n\n三") == "<p>一&lt;b&gt;<br>\n**二**</p>\n<p>三</p>"
    assert paragraphs(" \n ") == ""


def test_an_excerpt_has_words_only_and_is_cut_with_an_ellipsis() -> None:
    assert plain("# 標題\n\n**粗**的\n字 [臺北](https://a.tw)") == "標題 粗的 字 臺北（a.tw）"
    assert plain("一二三四五六", 4) == "一二三…"
    assert plain("<b>") == "<b>"


@pytest.mark.parametrize(
    "url", ["https://a.tw", "http://a.tw/x?y#z", "mailto:a@b.tw", "HTTPS://A.TW", "https://[::1]/"]
)
def test_a_whole_address_may_be_linked(url: str) -> None:
    assert is_link(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "//a.tw",
        "/a",
        "a.tw",
        "http:a.tw",
        "https:///a",
        "javascript:alert(1)",
        "https://a b.tw",
        "https://u:p@a.tw",
        "mailto:",
        "https://[",
        "https://a.tw\\@b.tw",
    ],
)
def test_any_other_address_may_not(url: str) -> None:
    assert not is_link(url)
