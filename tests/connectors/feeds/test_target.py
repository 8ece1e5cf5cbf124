"""Addresses are asked byte for byte as they were written."""

import pytest
from yarl import URL

from connectors.feeds.polls import host_of
from connectors.feeds.state import ErrorClass
from connectors.feeds.target import host_key, redirected, shown, target
from schemas.errors import FetchFailed

BASE = URL("http://news.example/a/feed.xml?x=1", encoded=True)


@pytest.mark.parametrize(
    "rest",
    [
        "/get?sig=Zm9v%2Fbar%3D%3D&next=http%3A%2F%2Fexample.org%2F",
        "/a%2fb%2F..%2e/c",
        "/a;b=c;d/~user/'(x)*!$,",
        "/?a+b=%20&c=%2B&&=",
        "/?q=[1]|2",
        "/a/../b//c/./d",
        "/?%zz=100%",
        "/?url=http://other.example/?a=1%26b=2",
    ],
)
def test_paths_and_queries_are_not_touched(rest: str) -> None:
    assert target(f"http://news.example{rest}").raw_path_qs == rest
    assert redirected(BASE, f"http://news.example{rest}").raw_path_qs == rest


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("http://news.example/ä?ö=\u00fc", "http://news.example/%C3%A4?%C3%B6=%C3%BC"),
        ("http://news.example/\udce9", "http://news.example/%E9"),
        ("http://news.example/a b<c>", "http://news.example/a%20b%3Cc%3E"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("HTTP://News.Example/A", "http://news.example/A"),
        ("http://news.example?x=1", "http://news.example/?x=1"),
        ("http://news.example/a#b", "http://news.example/a"),
        (" http://news.example/a\n", "http://news.example/a"),
        ("http://[2001:db8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
    ],
)
def test_only_what_http_cannot_carry_is_escaped(written: str, asked: str) -> None:
    assert str(target(written)) == asked


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/b?c=%2F", "http://news.example/b?c=%2F"),
        ("b.xml", "http://news.example/a/b.xml"),
        ("../b", "http://news.example/b"),
        ("?y=2", "http://news.example/a/feed.xml?y=2"),
        ("//other.example/b", "http://other.example/b"),
        ("\\\\other.example/b", "http://other.example/b"),
        ("https://other.example", "https://other.example/"),
    ],
)
def test_a_redirect_may_be_relative(location: str, leads_to: str) -> None:
    assert str(redirected(BASE, location)) == leads_to


@pytest.mark.parametrize(
    "location",
    [
        "",
        "  ",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ftp://a.example/",
        "http:",
        "http:///x",
        "http://a:99999/",
    ],
)
def test_a_redirect_that_leads_nowhere_is_a_bad_one(location: str) -> None:
    with pytest.raises(FetchFailed) as failure:
        redirected(BASE, location)
    assert failure.value.error_class == ErrorClass.BAD_REDIRECT


@pytest.mark.parametrize(
    "url", ["", "news.example/feed", "http://", "file:///x", "http://a b/", "http://" + "a" * 9000]
)
def test_what_is_no_web_address_is_not_asked(url: str) -> None:
    with pytest.raises(FetchFailed) as failure:
        target(url)
    assert failure.value.error_class == ErrorClass.BAD_ADDRESS


@pytest.mark.parametrize(
    "url", ["http://a.example/x", "https://A.example:443/", "http://a.example:8080/", "http://[::1]/"]
)
def test_the_store_and_the_poller_mean_the_same_host(url: str) -> None:
    assert host_of(url) == host_key(target(url))


def test_a_login_is_sent_but_never_shown() -> None:
    url = target("https://desk:secret@news.example/feed?x=%2F")
    assert (url.raw_user, shown(url)) == ("desk", "https://news.example/feed?x=%2F")
    with pytest.raises(FetchFailed) as failure:
        target("ftp://desk:secret@news.example/")
    assert "secret" not in failure.value.detail
