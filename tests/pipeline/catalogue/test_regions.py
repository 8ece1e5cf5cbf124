"""Regions: what lies in what, what rolls up to what, and that every name leads to its one place."""

import pytest

from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.geometry import Point
from pipeline.catalogue.regions import Regions, load_regions
from schemas import GroupBy, HitKind, RegionKind
from schemas.errors import CatalogueError

LANGUAGES = ("en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr")
KYIV, BAKHMUT, SEVASTOPOL, SIMFEROPOL = "geonames:703448", "geonames:713174", "geonames:694423", "geonames:693805"
GAZA_CITY, NABLUS, LAAYOUNE, PRISTINA = "geonames:281133", "geonames:282615", "geonames:2462881", "geonames:786714"
ALEPPO, RAQQA, MOSCOW, TIRASPOL, SUKHUMI = (
    "geonames:170063", "geonames:172955", "geonames:524901", "geonames:617239", "geonames:611847")  # fmt: skip

FACTS = f"""
{BAKHMUT} UA-14 true
{BAKHMUT} donbas true
{BAKHMUT} UA true
{BAKHMUT} eastern-ukraine true
{BAKHMUT} eastern-europe true
{BAKHMUT} europe true
{BAKHMUT} UA-63 false
{BAKHMUT} RU false
UA-14 donbas true
UA-09 donbas true
UA-63 donbas false
donbas UA true
donbas UA-14 false
donbas donbas true
UA donbas false
UA europe true
UA UA-14 false
{KYIV} UA-30 true
{KYIV} UA true
{KYIV} donbas false
{SIMFEROPOL} UA-43 true
{SIMFEROPOL} UA true
{SIMFEROPOL} RU false
{SEVASTOPOL} UA-40 true
{SEVASTOPOL} UA-43 true
{SEVASTOPOL} crimean-peninsula true
{SEVASTOPOL} UA true
UA-43 UA true
UA-43 RU false
crimean-peninsula UA true
snake-island UA-51 true
snake-island black-sea false
robotyne UA-23 true
robotyne southern-ukraine true
azovstal donbas true
crimean-bridge kerch-strait true
{GAZA_CITY} gaza-strip true
{GAZA_CITY} PS true
{GAZA_CITY} palestine true
{GAZA_CITY} IL false
{GAZA_CITY} west-bank false
northern-gaza gaza-strip true
northern-gaza southern-gaza false
al-shifa-hospital gaza-strip true
{NABLUS} west-bank true
{NABLUS} PS true
gaza-strip middle-east true
golan-heights SY true
golan-heights IL false
{LAAYOUNE} EH true
{LAAYOUNE} MA false
{PRISTINA} XK true
{PRISTINA} RS false
XK balkans true
TW CN false
TW east-asia true
HK CN true
kinmen TW true
ML sahel true
sahel ML false
sahel africa true
SN sahel false
northern-mali sahel true
IN-JK kashmir true
kashmir IN false
line-of-control kashmir true
karabakh AZ true
karabakh AM false
tigray-region ET true
darfur SD true
kivus CD true
CD-NK eastern-congo true
{TIRASPOL} MD true
transnistria MD true
{SUKHUMI} GE true
abkhazia RU false
south-ossetia GE true
EE baltic-states true
baltic-states europe true
baltic-sea europe false
second-thomas-shoal south-china-sea true
scarborough-shoal south-china-sea true
south-china-sea CN false
senkaku-islands JP true
taiwan-strait TW false
diego-garcia IO true
guantanamo-bay US false
RU-KGD RU true
RU-KGD baltic-states false
UA world-without-name false
donbas-contact-line donbas true
pokrovsk-front UA-14 true
ukraine-front-line UA true
russia-ukraine-border UA false
poland-belarus-border eastern-europe true
cyprus-buffer-zone CY true
golan-buffer-zone SY true
western-tigray tigray-region true
east-jerusalem west-bank true
aksai-chin kashmir true
tanf-zone SY-HI true
nine-dash-line CN false
natanz-site IR true
fordow-site natanz-site false
tunb-islands abu-musa false
galmudug jubaland false
skagerrak kattegat false
kattegat danish-straits true
strait-of-sicily mediterranean-sea true
lake-kivu lake-victoria false
rukla LT true
bashiqa IQ true
paju KR true
{ALEPPO} northern-syria true
{RAQQA} rojava false
{MOSCOW} eastern-europe true
IQ-AR iraqi-kurdistan true
SO horn-of-africa true
"""

ROLLUPS = (
    (BAKHMUT, GroupBy.PLACE, (), BAKHMUT),
    (BAKHMUT, GroupBy.ADMIN1, (), "UA-14"),
    (BAKHMUT, GroupBy.COUNTRY, (), "UA"),
    ("UA-14", GroupBy.ADMIN1, (), "UA-14"),
    ("UA", GroupBy.ADMIN1, (), "UA"),
    ("donbas", GroupBy.ADMIN1, (), "donbas"),
    ("donbas", GroupBy.COUNTRY, (), "UA"),
    ("sahel", GroupBy.ADMIN1, (), "sahel"),
    ("sahel", GroupBy.COUNTRY, (), "sahel"),
    ("suwalki-gap", GroupBy.COUNTRY, (), "suwalki-gap"),
    ("black-sea", GroupBy.COUNTRY, (), "black-sea"),
    (GAZA_CITY, GroupBy.ADMIN1, (), "gaza-strip"),
    ("northern-gaza", GroupBy.ADMIN1, (), "gaza-strip"),
    (NABLUS, GroupBy.COUNTRY, (), "PS"),
    (SEVASTOPOL, GroupBy.ADMIN1, (), "UA-40"),
    ("HK", GroupBy.COUNTRY, (), "HK"),
    (BAKHMUT, GroupBy.SUBSCRIBED, ("UA",), "UA"),
    (BAKHMUT, GroupBy.SUBSCRIBED, ("UA", "donbas"), "donbas"),
    (BAKHMUT, GroupBy.SUBSCRIBED, ("donbas", "eastern-ukraine"), BAKHMUT),
    (BAKHMUT, GroupBy.SUBSCRIBED, ("ML",), BAKHMUT),
)

COUNTRIES = (
    ("donbas", "UA"), ("sahel", ""), ("black-sea", ""), ("gaza-strip", "PS"), ("golan-heights", "SY"), ("kashmir", ""),
    ("TW", "TW"), (PRISTINA, "XK"), (LAAYOUNE, "EH"), (SIMFEROPOL, "UA"), ("senkaku-islands", "JP"),
    ("bosphorus", "TR"),
    ("europe", ""), ("suwalki-gap", ""), ("HK", "HK"), ("transnistria", "MD"), ("outer-space", ""),
)  # fmt: skip

EXONYMS = (
    ("donbas", "Donbas Donbass Донбас Донбасс Donbás 顿巴斯 دونباس"),
    (KYIV, "Kyiv Kiev Kiew Kijów Київ Киев 基辅 كييف"),
    ("UA", "Ukraine Ucrania Україна Украина Ukraina أوكرانيا 乌克兰 Ukrayna"),
    (BAKHMUT, "Bakhmut Bachmut Bakhmout Bajmut Bahmut Бахмут باخموت 巴赫穆特"),
    ("UA-43", "Crimea Crimée Krim Крим Крым Krym القرم 克里米亚 Kırım"),
    ("gaza-strip", "Gaza Газа غزة 加沙 Gazze"),
    ("GB", "Britain UK England|Großbritannien Британія بريطانيا 英国 İngiltere"),
    ("CD", "DRC RDC ДРК DRK 刚果金 KDC"),
    ("MM", "Burma Birmanie Birma Мьянма 缅甸"),
    ("CI", "Elfenbeinküste 科特迪瓦"),
    ("AE", "UAE ОАЭ ОАЕ VAE ZEA BAE 阿联酋"),
    ("US", "US USA U.S. США Штати ABD EEUU 美国"),
    ("robotyne", "Robotyne Роботине Работино"),
    ("snake-island", "Змеиный 蛇岛"),
    ("AX", "Åland Аланд Аланд أولاند 奥兰"),
    ("bashiqa", "Bashiqa Başika بعشيقة Башика"),
    ("lake-victoria", "Victoriasee 维多利亚湖"),
)


@pytest.fixture(scope="module")
def regions() -> Regions:
    return load_regions()


@pytest.fixture(scope="module")
def named(regions: Regions) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name in regions.names():
        found.setdefault(fold_name(name.text.rstrip("*")), set()).update(name.refs)
    return found


@pytest.mark.parametrize("fact", FACTS.split("\n")[1:-1])
def test_what_lies_in_what(regions: Regions, fact: str) -> None:
    lower, upper, expected = fact.split()
    assert regions.within(lower, upper) is (expected == "true")


@pytest.mark.parametrize(("region", "level", "subscribed", "expected"), ROLLUPS)
def test_a_region_rolls_up_to_the_one_region_of_a_level(
    regions: Regions, region: str, level: GroupBy, subscribed: tuple[str, ...], expected: str
) -> None:
    assert regions.rollup(region, level, subscribed) == expected


@pytest.mark.parametrize(("region", "country"), COUNTRIES)
def test_the_country_follows_recognition_and_is_empty_where_there_is_not_one(
    regions: Regions, region: str, country: str
) -> None:
    assert regions.country(region) == country == regions.region(region).country


def test_ancestors_begin_with_the_region_and_climb_level_by_level(regions: Regions) -> None:
    assert regions.ancestors(BAKHMUT)[:4] == (BAKHMUT, "UA-14", "UA", "donbas")


def test_children_are_the_inverse_of_parents(regions: Regions) -> None:
    assert "UA-14" in regions.children("donbas")
    assert BAKHMUT in regions.children("UA-14")


def test_every_parent_exists_and_nothing_contains_itself(regions: Regions) -> None:
    for id in regions.ids():
        ancestors = regions.ancestors(id)
        assert all(ancestor in regions for ancestor in ancestors)
        assert not any(id in regions.ancestors(parent) for parent in ancestors[1:]), id


def test_every_id_in_a_hand_written_table_exists(regions: Regions) -> None:
    assert all(name.refs[0] in regions for name in regions.names())
    assert regions.unknown_ids() == []


def test_an_unknown_id_says_where_to_look(regions: Regions) -> None:
    with pytest.raises(CatalogueError, match="atlantis"):
        regions.region("atlantis")


def test_every_country_has_a_name_in_every_language(regions: Regions) -> None:
    languages: dict[str, set[str]] = {}
    for name in regions.names():
        languages.setdefault(name.refs[0], set()).add(name.language)
    countries = [id for id in regions.ids() if regions.region(id).kind is RegionKind.COUNTRY]
    assert len(countries) >= 249
    assert [id for id in countries if not languages[id].issuperset(LANGUAGES)] == []


@pytest.mark.parametrize(("region", "names"), EXONYMS)
def test_exonyms_and_transliterations_lead_to_one_region(named: dict[str, set[str]], region: str, names: str) -> None:
    missing = [name for name in names.split() if not _leads(named, name.split("|"), region)]
    assert missing == []


def test_states_capitals_and_places_are_told_apart(regions: Regions) -> None:
    kinds = {name.refs[0]: name.kind for name in regions.names()}
    assert (kinds["UA"], kinds[KYIV], kinds[BAKHMUT]) == (HitKind.STATE, HitKind.CAPITAL, HitKind.REGION)
    assert regions.capital("UA") == KYIV
    assert regions.region(regions.capital("FR")).name == "Paris"


def test_geometry_is_a_point_a_box_or_the_box_of_the_members(regions: Regions) -> None:
    bakhmut = regions.geometry(BAKHMUT).point
    donbas = regions.geometry("donbas").box
    assert bakhmut is not None
    assert donbas is not None
    assert donbas.contains(bakhmut)
    assert not donbas.contains(Point(50.45, 30.52))


def test_there_are_enough_informal_regions_and_seas(regions: Regions) -> None:
    kinds = [regions.region(id).kind for id in regions.ids() if not id.startswith("geonames:")]
    assert sum(kind in (RegionKind.INFORMAL, RegionKind.SEA, RegionKind.WORLD) for kind in kinds) >= 200


def _leads(named: dict[str, set[str]], spellings: list[str], region: str) -> bool:
    """Whether a spelling, or a stem of it, is a name of the region."""
    for spelling in spellings:
        folded = fold_name(spelling)
        if any(region in named.get(folded[:length], ()) for length in range(len(folded), max(1, len(folded) - 3), -1)):
            return True
    return False


def test_there_are_more_than_400_informal_regions_and_seas_and_each_lies_somewhere(regions: Regions) -> None:
    kinds = (RegionKind.INFORMAL, RegionKind.SEA)
    found = [id for id in regions.ids() if not id.startswith("geonames:") and regions.region(id).kind in kinds]
    assert len(found) > 400
    placed = [id for id in found if regions.geometry(id).box or regions.geometry(id).point]
    assert len(placed) > 0.98 * len(found)


def test_more_than_300_hand_listed_places_have_a_point(regions: Regions) -> None:
    """Front-line villages, bases and crossings that GeoNames' towns lack."""
    slugs = [id for id in regions.ids() if not id.startswith("geonames:")]
    places = [id for id in slugs if regions.region(id).kind is RegionKind.PLACE]
    assert len([id for id in places if regions.geometry(id).point]) > 300
