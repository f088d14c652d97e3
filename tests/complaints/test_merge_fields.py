"""Merge fields: what is known is filled in, what is not stands in brackets and stops the reply."""

from complaints.guard import check
from complaints.merge_fields import fill_fields, open_fields, samples, shape_of

TEXT = "Aduan {nomor} di {kelurahan}: datang ke {loket} pada {jam buka}."


def test_known_fields_are_filled_and_others_stand_in_brackets() -> None:
    facts = {"nomor": "BTG-2611-0001", "kelurahan": ""}

    filled = fill_fields(TEXT, facts)

    assert filled == "Aduan BTG-2611-0001 di [kelurahan]: datang ke [loket] pada [jam buka]."
    assert [found.stops for found in check(filled, public=False)] == [True]


def test_what_stands_in_a_value_is_no_field() -> None:
    assert fill_fields("Perihal {perihal}", {"perihal": "{nomor}", "nomor": "1"}) == "Perihal {nomor}"


def test_the_officers_own_fields_are_named_once_in_order() -> None:
    assert open_fields(TEXT + " {loket}") == ["loket", "jam buka"]


def test_samples_leave_no_field_open() -> None:
    assert samples(["{nomor} {tanggal kerja} {loket}"]) == ["BTG-2611-0001 Kamis, 26 November 2026 kantor kelurahan"]


def test_a_filled_text_has_the_shape_of_its_answer_and_an_edited_one_has_not() -> None:
    shape = shape_of("Aduan {nomor} selesai (100%).")

    assert shape.fullmatch("Aduan BTG-2611-0001 selesai (100%).") is not None
    assert shape.fullmatch("Aduan BTG-2611-0001 hampir selesai.") is None
