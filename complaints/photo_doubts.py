"""What an officer is asked about a result photo: facts of the file that do not fit the case. Questions, no verdicts."""

from datetime import timedelta

from django.db.models import Q

from bontang_pengaduan.lib.clock import WITA
from bontang_pengaduan.lib.photo_facts import SAME_WITHIN, PhotoFacts, bits_apart, fingerprint
from opd.models import User

from .models import Complaint, Reply, ResultPhoto
from .queries import shown_attachments, visible_to
from .sameness import Report, distance_words, metres_between
from .wording import day_words

FAR_METRES = 1000  # house rule: pins and phones err by hundreds of metres, another part of the city is no error
CAMERA_ERRS = timedelta(hours=1)  # a camera's clock is set by hand
CANDIDATES = 200  # older photos that are compared in one look
CITIZENS_PHOTOS = 10  # of the case, the newest
LOGGED = {
    "used": "pernah dipakai pada hasil lain",
    "citizens": "sama dengan foto pelapor",
    "far": "diambil jauh dari lokasi aduan menurut berkasnya",
    "early": "diambil sebelum aduan masuk menurut berkasnya",
}


def find_doubts(complaint: Complaint, facts: PhotoFacts, bands: list[int], user: User) -> list[dict[str, str]]:
    """Each with `code` and `words`, the question without its "Pakai tetap?". Names another case only where this user
    may know of it. Four statements at most, and the files of the citizen's newest photos."""
    found = {
        "used": _used(facts.digest, bands, user),
        "citizens": _citizens(complaint, bands),
        "far": _far(complaint, facts),
        "early": _early(complaint, facts),
    }
    return [{"code": code, "words": words} for code, words in found.items() if words]


def logged_words(doubts: list[dict[str, str]]) -> str:
    """What the history says of doubts that the officer set aside; it names no other case."""
    return ", ".join(LOGGED[doubt["code"]] for doubt in doubts)


def _used(digest: str, bands: list[int], user: User) -> str:
    given = ResultPhoto.objects.exclude(reply__status=Reply.Status.CANCELLED)
    alike = Q(digest=digest) | Q(bands__overlap=bands) if bands else Q(digest=digest)
    candidates = given.filter(alike).select_related("complaint").order_by("-pk")[:CANDIDATES]
    for photo in candidates:
        if photo.digest == digest or (photo.bands and bits_apart(photo.bands, bands) <= SAME_WITHIN):
            return f"Foto ini pernah dipakai di {_place_of(photo, user)}."
    return ""


def _place_of(photo: ResultPhoto, user: User) -> str:
    case, day = photo.complaint, day_words(photo.created_at.astimezone(WITA).date())
    is_known = not case.is_secret and visible_to(user).filter(pk=case.pk).exists()
    return f"{case.number if is_known else 'aduan lain'} ({photo.get_stage_display().lower()} dikerjakan, {day})"


def _citizens(complaint: Complaint, bands: list[int]) -> str:
    files = shown_attachments(Complaint.objects.filter(pk=complaint.pk)).exclude(preview="").order_by("-pk")
    for attachment in files[:CITIZENS_PHOTOS] if bands else ():
        try:
            with attachment.preview.open() as file:
                theirs = fingerprint(file.read())
        except OSError:  # the storage has lost it
            continue
        if theirs and bits_apart(theirs, bands) <= SAME_WITHIN:
            return "Foto ini sama dengan foto yang dikirim pelapor."
    return ""


def _far(complaint: Complaint, facts: PhotoFacts) -> str:
    if complaint.is_outside_city:
        return ""
    case = Report("", complaint.created_at, latitude=complaint.latitude, longitude=complaint.longitude)
    metres = metres_between(case, Report("", complaint.created_at, latitude=facts.latitude, longitude=facts.longitude))
    if metres is None or metres <= FAR_METRES:
        return ""
    return f"Menurut data di berkasnya, foto ini diambil sekitar {distance_words(metres)} dari lokasi aduan."


def _early(complaint: Complaint, facts: PhotoFacts) -> str:
    if facts.taken_at is None or facts.taken_at >= complaint.created_at - CAMERA_ERRS:
        return ""
    day = day_words(facts.taken_at.astimezone(WITA).date())
    return f"Menurut data di berkasnya, foto ini diambil {day}, sebelum aduan masuk."
