"""Phone numbers of citizens: one canonical form, and the form that people may see."""

import re
from functools import lru_cache

import phonenumbers

_BSUID = re.compile(r"^[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]{1,128}$")


def is_bsuid(value: str) -> bool:
    """Whether the value is a business-scoped user id (`ID.xxxx`) and not a phone number."""
    return bool(_BSUID.match(value))


@lru_cache(maxsize=4096)  # one message asks for the same number three times
def normalise_phone(raw: str | None) -> str | None:
    """E.164 (`+62812...`) or None.

    Takes what Indonesians write (08.., 8.., 62.., +62.., 0062.., "62 0 8..") and what providers send
    (digits without +). A number that is not possible in its country is still kept if it is all digits
    with a country code: refusing it would lose a citizen.
    """
    digits = re.sub(r"[^\d+]", "", raw or "")
    if len(digits) < 6:
        return None
    digits = re.sub(r"^00", "+", digits)
    digits = re.sub(r"^\+?62(0)?(?=\d)", "+62", digits)
    if digits.startswith("8"):
        digits = "+62" + digits
    try:
        number = phonenumbers.parse(digits if digits.startswith(("+", "0")) else "+" + digits, "ID")
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mask_phone(phone: str | None) -> str:
    """`+62 812-••••-4471`: enough to tell two citizens apart, not enough to call one."""
    if not phone:
        return "tanpa nomor"
    return f"{phone[:3]} {phone[3:6]}-••••-{phone[-4:]}"
