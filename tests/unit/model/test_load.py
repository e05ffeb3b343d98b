"""Files: what is read, what is refused, and how names in messages read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccgrules.model.load import MOST_BYTES, check_text, load_ruleset

HEAD = 'framework t "T"\n  language 1\n  result m\n'


def codes(path: Path) -> list[str]:
    return [finding.code for finding in load_ruleset(path)[1]]


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.rules").write_text(text, encoding="utf-8")
    return folder / "main.rules"


def test_a_ruleset_uses_files_of_its_folder_and_folders_inside_it(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "scales.rules").write_text("scale s best first\n  a, b\n", encoding="utf-8")
    main = write(
        tmp_path, main=HEAD.replace("result m", 'use "shared/scales.rules"\n  result r') + "rating r on s = a\n"
    )
    ruleset, findings = load_ruleset(main)
    assert ruleset is not None
    assert [f.code for f in findings] == ["CCG501"]
    assert [source.name for source in ruleset.files] == [str(tmp_path / "shared" / "scales.rules"), str(main)]


def test_a_file_used_twice_is_read_once(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        scales="scale s best first\n  a, b\n",
        old='framework o "O"\n  language 1\n  use "scales.rules"\n  result r\nrating r on s = b\n',
        main='framework n "N"\n  amends "old.rules"\n  use "./scales.rules"\nchange rating r = a\n',
    )
    assert codes(main) == ["CCG501"]


@pytest.mark.parametrize("path", ["../outside.rules", "/etc/passwd", "inner/../../outside.rules", "~/x.rules"])
def test_nothing_outside_the_folder_is_read(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "family"
    folder.mkdir()
    (tmp_path / "outside.rules").write_text("measure m = 1\n", encoding="utf-8")
    main = write(folder, main=HEAD.replace("result", f'use "{path}"\n  result'))
    assert codes(main)[0] in ("CCG151", "CCG150")


def test_a_link_that_leads_outside_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "family"
    folder.mkdir()
    (tmp_path / "outside.rules").write_text("measure m = 1\n", encoding="utf-8")
    (folder / "inside.rules").symlink_to(tmp_path / "outside.rules")
    main = write(folder, main=HEAD.replace("result", 'use "inside.rules"\n  result'))
    assert codes(main) == ["CCG151"]


def test_a_link_in_a_ring_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.rules").symlink_to(tmp_path / "b.rules")
    (tmp_path / "b.rules").symlink_to(tmp_path / "a.rules")
    main = write(tmp_path, main=HEAD.replace("result", 'use "a.rules"\n  result'))
    assert codes(main) == ["CCG150"]


def test_only_rules_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("a,b\n", encoding="utf-8")
    main = write(tmp_path, main=HEAD.replace("result", 'use "data.csv"\n  result'))
    assert codes(main) == ["CCG151"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"# caf\xe9\n"])
def test_a_file_that_is_not_utf_8_names_the_line(tmp_path: Path, content: bytes) -> None:
    main = tmp_path / "main.rules"
    main.write_bytes(HEAD.encode() + content)
    ruleset, (finding,) = load_ruleset(main)
    assert ruleset is None
    assert finding.code == "CCG150"
    assert "line 4" in finding.message


def test_a_file_over_a_megabyte_is_not_read(tmp_path: Path) -> None:
    main = tmp_path / "main.rules"
    main.write_bytes(b"#" * (MOST_BYTES + 1))
    assert codes(main) == ["CCG152"]


@pytest.mark.parametrize("name", ["absent.rules", "folder.rules", "a\0b.rules"])
def test_what_is_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.rules").mkdir()
    assert codes(tmp_path / name) == ["CCG150"]


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    main = tmp_path / "main.rules"
    main.write_bytes(b"\xef\xbb\xbf" + (HEAD + "measure m = 1\n").replace("\n", "\r\n").encode())
    ruleset, findings = load_ruleset(main)
    assert ruleset is not None
    assert findings == ()


def test_a_ring_is_printed_as_a_chain(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        main='framework a "A"\n  amends "older.rules"\n',
        older='framework b "B"\n  amends "oldest.rules"\n',
        oldest='framework c "C"\n  amends "older.rules"\n',
    )
    _, findings = load_ruleset(main)
    assert findings[0].code == "CCG153"
    assert "`older.rules` to `oldest.rules` to `older.rules`" in findings[0].message


def test_a_mistake_in_a_used_file_is_shown_there(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        main=HEAD.replace("result", 'use "shared.rules"\n  result') + "measure m = 1\n",
        shared="measure k = nothing\n",
    )
    _, (finding,) = load_ruleset(main)
    assert finding.primary is not None
    assert str(finding.primary.span) == f"{tmp_path / 'shared.rules'}:1:13"


def test_a_text_by_itself_names_no_files() -> None:
    _, findings = check_text(HEAD.replace("result", 'use "scales.rules"\n  amends "old.rules"\n  result'))
    assert [f.code for f in findings] == ["CCG155", "CCG155"]


def test_a_broken_declaration_does_not_make_others_wrong() -> None:
    _, findings = check_text(HEAD + "measure k = 1 +\nmeasure m = k + 1\nmeasure n = 1 + yes\n")
    assert [f.code for f in findings][1:] == ["CCG301"]
    assert findings[0].code.startswith("CCG1")
