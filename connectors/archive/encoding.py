"""From bytes to text where entries are lines or rows: they must be UTF-8. Pure.

Nothing is decoded by a guess that could be wrong: Cyrillic read as Western letters would be stored as nonsense for
good, while a dead letter can be recoded and read again. Feed documents are decoded by `connectors/feeds/encoding.py`.
"""

from schemas.errors import RejectedEntry


def utf8(data: bytes) -> str:
    """Strictly UTF-8. Raises RejectedEntry `encoding`."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise not_utf8(error) from error


def not_utf8(error: UnicodeDecodeError) -> RejectedEntry:
    """The refusal of an entry that is not UTF-8."""
    odd = error.object[error.start : error.start + 1].hex()
    detail = f"not UTF-8: byte 0x{odd} ({error.reason}); recode the file, for instance with `iconv -t utf-8`"
    return RejectedEntry("encoding", detail)
