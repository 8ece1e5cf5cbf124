"""Names of first-level divisions in ten languages, from Unicode CLDR (Unicode licence), for `admin1`.

    PYTHONPATH=. .venv/bin/python -m training.gazetteers.subdivisions FOLDER

FOLDER is `common/subdivisions` of CLDR (Debian: unicode-cldr-core). Writes `subdivisions.tsv.gz` beside this file,
which the build of the tables reads. What a name says besides the name ("Provinz Herat", "Zufar valiliği") is cut off
when it is read, by `bare`.
"""

import gzip
import re
import sys
from collections.abc import Iterator
from pathlib import Path

TABLE = Path(__file__).parent / "subdivisions.tsv.gz"
LANGUAGES = ("en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr")
_ENTRY = re.compile(r'<subdivision type="([a-z]{2})([a-z0-9]+)"[^>]*>([^<]+)</subdivision>')
_TYPE = re.compile(
    r"^(?:Provincia|Departamento|Región|Región autónoma|Estado|Distrito|Gobernación|Prefectura|Óblast|Condado|"
    r"República|Municipio|"
    r"Provinz|Departement|Departamento|Region|Bundesstaat|Distrikt|Gouvernement|Präfektur|Oblast|Rajon|Bezirk|Staat|"
    r"Province|Département|Région|État|District|Gouvernorat|Préfecture|"
    r"Prowincja|Departament|Obwód|Stan|Dystrykt|Gubernatorstwo|Muhafaza|Prefektura|Rejon|"
    r"Провинция|Провінція|Департамент|Область|Штат|Округ|Мухафаза|Префектура|Губернаторство|Вилайет|Вілаєт|Регион|"
    r"Регіон|"
    r"Район|Уезд|Кантон|محافظة|مقاطعة|ولاية|إقليم|منطقة|قسم|دائرة|أوبلاست|جمهورية)\s(?:de la |de los |de las |del |"
    r"de |di |d’|d'|du |des |do |da )?"
    r"|\s(?:Vilayeti|Valiliği|valiliği|İli|ili|Eyaleti|eyaleti|Oblastı|Bölgesi|bölgesi|Krayı|Cumhuriyeti|Departmanı|"
    r"departmanı|İlçesi|Belediyesi|"
    r"Province|Oblast|Governorate|Region|State|Department|Prefecture|Krai|County|District|Parish|Division|"
    r"провинция|провінція|мухафаза|вилайет|вілаєт|ил|أوبلاست|كراي)$"
    r"|(?<=..)(?:自治共和国|自治区|大区|地区|省|州|府|縣|县|邦|区|市)$",
    re.IGNORECASE,
)

# "North", "Centre", 北部: provinces are called so, and parts of every other land.
_DIRECTION = re.compile(
    r"[东西南北中東]{1,2}[部方央]?|首都|沿海|高原|"
    r"(?:ال)?(?:شمال|جنوب|شرق|غرب|وسط|مركز|عاصم|ساحل|مرتفع)\w*(?: (?:ال)?(?:شمال|جنوب|شرق|غرب|وسط|عاصم)\w*)*|"
    r"(?:Север|Южн|Юг|Восто|Запад|Центр|Північ|Півден|Південь|Схід|Захід|Столич|Приморск)\w*(?:[ -](?:восто|запад|"
    r"схід|захід)\w*)?|"
    r"(?:Nord|North|Norte|Sud|South|Sur|Süd|Ost|East|Est|Este|Oeste|Ouest|West|Zentr|Centr|Central|Półn|Połud|Wsch|"
    r"Zach|Kuzey|Güney|"
    r"Doğu|Batı|Merkez|Capital|Küste|Littoral|Litoral|Wybrzeże|Kıyı)\w*(?:[ -](?:Nord|North|Norte|Sud|South|Sur|Süd|"
    r"Ost|East|Est|Este|Oeste|Ouest|West|"
    r"Wsch|Zach|wsch|zach|Kuzey|Güney|Doğu|Batı)\w*)*",
    re.IGNORECASE,
)


def main(folder: Path) -> None:
    lines = ["\t".join((iso, language, name)) for language in LANGUAGES for iso, name in _read(folder, language)]
    data = ("\n".join(lines) + "\n").encode()
    TABLE.write_bytes(gzip.compress(data, 9, mtime=0))
    print(f"{TABLE.name}: {len(lines)} names, {TABLE.stat().st_size:,} bytes")


def load() -> dict[str, list[tuple[str, str]]]:
    """(name, language) by ISO 3166-2 code."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in gzip.decompress(TABLE.read_bytes()).decode().splitlines():
        iso, language, name = line.split("\t")
        found.setdefault(iso, []).append((name, language))
    return found


def bare(name: str) -> str:
    """The name without what kind of division it is: Zufar of "Zufar valiliği"."""
    short = _TYPE.sub("", name).strip()
    return "" if _DIRECTION.fullmatch(short) else short


def _read(folder: Path, language: str) -> Iterator[tuple[str, str]]:
    for country, code, name in _ENTRY.findall((folder / f"{language}.xml").read_text(encoding="utf-8")):
        yield f"{country}-{code}".upper(), name.strip()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
