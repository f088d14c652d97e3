"""Static files are collected when they have changed, and only then."""

from pathlib import Path

import pytest
from pytest_django import Settings

from bontang_pengaduan.collect import CollectError, collect_static


@pytest.fixture
def source(tmp_path: Path, settings: Settings) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "app.css").write_text("body { margin: 0 }")
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = str(tmp_path / "collected")
    return folder


def test_unchanged_files_are_not_collected_again(source: Path, tmp_path: Path) -> None:
    assert collect_static() is True
    assert (tmp_path / "collected" / "app.css").read_text() == "body { margin: 0 }"
    assert collect_static() is False


def test_changed_file_is_collected_again(source: Path, tmp_path: Path) -> None:
    collect_static()
    (source / "app.css").write_text("body { margin: 1rem }")

    assert collect_static() is True
    assert (tmp_path / "collected" / "app.css").read_text() == "body { margin: 1rem }"


def test_folder_that_cannot_be_made_is_named(source: Path, tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "file").touch()
    settings.STATIC_ROOT = str(tmp_path / "file" / "static")

    with pytest.raises(CollectError) as refused:
        collect_static()

    assert str(refused.value) == (
        f"STATIC_ROOT {tmp_path}/file/static cannot be used: Not a directory; choose another folder."
    )
