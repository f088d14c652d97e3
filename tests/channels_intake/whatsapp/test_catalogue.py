"""The templates of the account, read from the simulated provider."""

import pytest
from pytest_django import Settings

from channels_intake.channels.errors import ChannelError
from channels_intake.channels.whatsapp import catalogue


@pytest.mark.usefixtures("simulator")
def test_every_template_with_its_variables_and_state() -> None:
    found = {template.name: template for template in catalogue.fetch_templates()}

    assert {name: template.state for name, template in found.items()} == {
        "perkembangan_aduan": "approved",
        "hasil_aduan": "approved",
        "kabar_aduan": "approved",
        "minta_keterangan": "approved",
        "pemberitahuan_petugas": "approved",
        "survei_kepuasan": "pending",
        "ucapan_hari_jadi": "rejected",
    }
    assert (found["perkembangan_aduan"].names, found["hasil_aduan"].names) == (("1", "2"), ("nomor", "hasil"))
    assert {template.language for template in found.values()} == {"id"}


@pytest.mark.usefixtures("simulator")
def test_page_after_page_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = catalogue.fetch_templates()
    monkeypatch.setattr(catalogue, "PAGE", 2)

    assert catalogue.fetch_templates() == whole


def test_without_an_account_it_says_what_is_missing(settings: Settings) -> None:
    settings.WHATSAPP_BUSINESS_ACCOUNT_ID = ""

    with pytest.raises(ChannelError, match="WHATSAPP_BUSINESS_ACCOUNT_ID belum diisi"):
        catalogue.fetch_templates()
