"""How text is stored, from apps and from people."""

import pytest

from sandbox.text import Names, clean, escape, from_app, typed, unescape

PEOPLE = {"ana": "U0ANA", "ana ruiz": "U0ANA", "priya": "U0PRIYA"}
CHANNELS = {"sales-team": "C0SALES"}


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("a < b > c & d", "a &lt; b &gt; c &amp; d"),
        ("a &lt; b &amp; c", "a &lt; b &amp; c"),
        ("<@U0ANA> <#C0SALES|sales-team> <!here>", "<@U0ANA> <#C0SALES|sales-team> <!here>"),
        ("<https://x.example|here>", "<https://x.example|here>"),
        ("<!date^1392734382^{date_short}|Feb 18>", "<!date^1392734382^{date_short}|Feb 18>"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<javascript:alert(1)|x>", "&lt;javascript:alert(1)|x&gt;"),
        ("see https://x.example/a?b=1&c=2.", "see <https://x.example/a?b=1&amp;c=2>."),
    ],
)
def test_what_an_app_sends(sent: str, stored: str) -> None:
    assert from_app(sent) == stored


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("@here #sales-team @ana @nobody", "<!here> <#C0SALES|sales-team> <@U0ANA> @nobody"),
        ("<@U0ANA> <https://x.example|@here>", "<@U0ANA> <https://x.example|@here>"),
        ("https://x.example/@ana/#sales-team", "<https://x.example/@ana/#sales-team>"),
    ],
)
def test_names_are_marked_when_the_app_says_so(sent: str, stored: str) -> None:
    assert from_app(sent, names=Names(PEOPLE, CHANNELS)) == stored
    assert "<@U0ANA>" not in from_app("@ana")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\x00b\x1bc\x7f", "abc"),
        ("tab\tand\r\nline", "tab\tand\r\nline"),
        ("half \ud83d of a sign, \U0001f389 whole", "half \ufffd of a sign, \U0001f389 whole"),
        ("\u202eright to left", "\u202eright to left"),
        ({"k\x00": ["\udc00", 7, None, True]}, {"k": ["\ufffd", 7, None, True]}),
    ],
)
def test_what_no_message_holds(sent: object, kept: object) -> None:
    assert clean(sent) == kept


def test_links_are_left_alone_when_the_app_says_so() -> None:
    assert from_app("https://x.example", link=False) == "https://x.example"


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("a < b & <@U0ANA>", "a &lt; b &amp; &lt;@U0ANA&gt;"),
        ("ask @priya, @Ana Ruiz and @Ana", "ask <@U0PRIYA>, <@U0ANA> and <@U0ANA>"),
        ("ask @Priya Tomorrow", "ask <@U0PRIYA> Tomorrow"),
        ("mail ana@fabrikam.example or @nobody", "mail ana@fabrikam.example or @nobody"),
        ("in #sales-team and #elsewhere", "in <#C0SALES|sales-team> and #elsewhere"),
        ("see https://x.example/#sales-team", "see <https://x.example/#sales-team>"),
        ("@here look: https://x.example", "<!here> look: <https://x.example>"),
    ],
)
def test_what_a_person_types(said: str, stored: str) -> None:
    assert typed(said, PEOPLE, CHANNELS) == stored


def test_escaping_goes_both_ways() -> None:
    assert unescape(escape("&lt; <b> & &amp;")) == "&lt; <b> & &amp;"
