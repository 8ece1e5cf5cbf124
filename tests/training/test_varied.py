from typing import Any

from training.reader.varied import Names


def claim(military: str, region: str, holder: str | None = None, id: str = "FRA") -> dict[str, Any]:
    return {
        "military": military, "military_id": id, "region": region, "region_name": region, "region_country": "ML",
        "activity": "presence", "stance": "denied", "holder": holder, "background": False,
    }  # fmt: skip


def entry(id: str, title: str, *claims: dict[str, Any], language: str = "en") -> dict[str, Any]:
    return {"id": id, "language": language, "title": title, "text": "", "claims": list(claims)}


FRENCH = entry("1", "Paris denies French troops are in Gao; Gao is calm", claim("French troops", "Gao", "Paris"))
ROWS = [FRENCH, entry("2", "Russian tanks reached Kidal", claim("Russian tanks", "Kidal", id="RUS"))]


def test_names_are_written_over_wherever_they_stand_and_the_statement_stays() -> None:
    names = Names(ROWS)
    made = {other["title"] for n in range(20) if (other := names.other({**FRENCH, "id": str(n)}))}
    assert "Paris denies Russian tanks are in Kidal; Kidal is calm" in made
    other = next(o for n in range(20) if (o := names.other({**FRENCH, "id": str(n)})) and "Russian" in o["title"])
    (told,) = other["claims"]
    assert (told["military"], told["military_id"], told["was"]) == ("Russian tanks", "RUS", "FRA")
    assert (told["stance"], told["holder"]) == ("denied", "Paris")
    assert all(told[slot] in other["title"] for slot in ("military", "region", "holder"))


def test_an_entry_is_told_the_same_way_each_time() -> None:
    assert Names(ROWS).other(FRENCH) == Names(ROWS).other(FRENCH)


def test_a_name_takes_the_place_of_one_that_looks_alike() -> None:
    apart = [
        FRENCH,
        entry("2", "The convoy reached Kidal", claim("convoy", "Kidal")),  # no capital, one word
        entry("3", "Wagner men reached Gossi", claim("Wagner men", "Gossi", id="wagner")),  # no state's
    ]
    for n in range(20):
        if other := Names(apart).other({**FRENCH, "id": str(n)}):
            assert other["claims"][0]["military"] == "French troops"


def test_an_entry_is_left_alone_where_a_part_of_a_name_would_stay() -> None:
    bent = entry("1", "Vojska v Bamaku: Bamako", claim("Vojska", "Bamako"))
    others = [entry("2", "Tanki Tessalit", claim("Tanki", "Tessalit"))]
    assert not any(Names([bent, *others]).other({**bent, "id": str(n)}) for n in range(20))
    inside = entry("3", "Mali army in Mali", claim("Mali army", "Mali"))
    assert Names([inside, *ROWS]).other(inside) is None
