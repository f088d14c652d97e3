"""Numbers that belong to a person: identity, account, telephone, plate, e-mail. What a number is, its context says."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

import phonenumbers

from .data import one_of, words
from .findings import Span
from .reading import Reading

_NIK = re.compile(r"(?<!\d)(?<!\d[.-])\d(?:[ .-]?\d){15}(?![.-]?\d)")
_NIP = re.compile(r"(?<!\d)(?<!\d[.-])\d(?:[ .-]?\d){17}(?![.-]?\d)")
_PAPER = re.compile(r"(?<![\w.])(?:\d(?:[ .-]?\d){7,20}|[A-Z]\d{7})(?!\w)")
_ACCOUNT = re.compile(r"(?<![\w.,])\d(?:[ .-]?\d){7,17}(?![\d,])")
_PHONE = re.compile(r"(?<![\w.,/-])\(?(?:\+ ?62|62|0)(?:[ .()-]{0,2}\d){7,13}(?![\d/])")
_BARE_MOBILE = re.compile(r"(?<![\w.,/-])8[1-9]\d(?:[ .-]?\d){6,9}(?![\w/])")
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]+ ?(?:@|\(at\)|\[at\]| at (?=\w+(?:\.| dot )\w))\s?[\w-]+(?:(?:\.| dot |\(dot\))[\w-]+)+",
    re.IGNORECASE,
)
_PLATE = re.compile(r"(?<![\w/-])([A-Za-z]{1,2})[ -]?(\d{1,4})[ -]?([A-Za-z]{1,3})(?![\w/-])")
_OFFICE_MAIL = re.compile(r"\.go\.id$", re.IGNORECASE)


def find_numbers(reading: Reading) -> Iterator[Span]:
    """All of them; where two kinds fit, the first of this order."""
    taken: list[Span] = []
    for kind in (_identities, _accounts, _phones, _emails, _plates):
        for span in kind(reading):
            if not any(span.meets(other) for other in taken):
                taken.append(span)
                yield span


def _identities(reading: Reading) -> Iterator[Span]:
    for pattern, is_valid in ((_NIP, _is_nip), (_NIK, _is_nik)):
        for found in pattern.finditer(reading.text):
            said = reading.before(found.start())
            if is_valid(_digits(found[0])) or one_of("identity").search(said):
                yield Span("identity_number", found.start(), found.end())
    for found in _PAPER.finditer(reading.text):
        if one_of("papers").search(reading.before(found.start(), 25)):
            yield Span("identity_number", found.start(), found.end())


def _accounts(reading: Reading) -> Iterator[Span]:
    for found in _ACCOUNT.finditer(reading.text):
        said = reading.before(found.start())
        near = said + " " + reading.after(found.end(), 12)
        if not one_of("bank").search(near) or one_of("city_account").search(near):
            continue
        if re.search(r"rp\.? ?$", said, re.IGNORECASE) or (_is_mobile(found[0]) and one_of("phone").search(said[-15:])):
            continue
        yield Span("account", found.start(), found.end())


def _phones(reading: Reading) -> Iterator[Span]:
    for found in _PHONE.finditer(reading.text):
        said = reading.before(found.start(), 60)
        if _is_callable(found[0]) and not (_is_of_office(found[0], said) or one_of("city_account").search(said)):
            yield Span("phone", found.start(), found.end())
    for found in _BARE_MOBILE.finditer(reading.text):
        said = reading.before(found.start(), 25)
        if one_of("phone").search(said) and not one_of("other_numbers").search(said) and _is_mobile("0" + found[0]):
            yield Span("phone", found.start(), found.end())


def _emails(reading: Reading) -> Iterator[Span]:
    for found in _EMAIL.finditer(reading.text):
        if not _OFFICE_MAIL.search(found[0]):
            yield Span("email", found.start(), found.end())


def _plates(reading: Reading) -> Iterator[Span]:
    for found in _PLATE.finditer(reading.text):
        said = reading.before(found.start(), 30)
        if _is_plate(found[1], found[2], found[3], said) and not _not_before_plate().search(said):
            yield Span("plate", found.start(), found.end())


def _is_plate(region: str, number: str, series: str, said: str) -> bool:
    is_local = region.upper() == "KT"
    if series.upper() in words("plate_units"):
        # Only a full local number may end like a unit of measure (KT 1907 RW).
        return is_local and len(number) == 4
    if is_local:
        return True
    is_written_large = region.isupper() and series.isupper() and len(number) > 1 and len(region + number) > 3
    return region.upper() in words("plate_regions") and (is_written_large or bool(one_of("vehicle").search(said)))


def _is_nik(digits: str) -> bool:
    """Province, and the date of birth or of issue; a woman's day counts from 41."""
    day, month = int(digits[6:8]), int(digits[8:10])
    return digits[:2] in words("provinces") and 1 <= (day - 40 if day > 40 else day) <= 31 and 1 <= month <= 12


def _is_nip(digits: str) -> bool:
    """Born, appointed, sex, number."""
    try:
        born, appointed = date.fromisoformat(digits[:8]), date.fromisoformat(digits[8:14] + "01")
    except ValueError:
        return False
    return born < appointed and digits[14] in "12"


def _is_callable(written: str) -> bool:
    try:
        number = phonenumbers.parse(written if _digits(written)[0] == "0" else "+" + _digits(written), "ID")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number) and len(_digits(written)) > 8


def _is_mobile(written: str) -> bool:
    return bool(re.match(r"(?:0|62)8[1-9]\d{7,10}$", _digits(written)))


def _is_of_office(written: str, said: str) -> bool:
    if one_of("other_numbers").search(said[-20:]):
        return not _is_mobile(written)
    if one_of("private").search(said):
        return False
    return bool(one_of("office").search(said)) or (not _is_mobile(written) and "kami" in said.lower())


@cache
def _not_before_plate() -> re.Pattern[str]:
    return re.compile(rf"{one_of('not_before_plate').pattern}\.? ?$", re.IGNORECASE)


def _digits(written: str) -> str:
    return re.sub(r"\D", "", written)
