"""Word documents: both forms, what Word can make of ticks and tables, and what is refused."""

import struct
import zipfile
from pathlib import Path

import pytest

from cdp_toolkit.documents.files.word import read_word
from cdp_toolkit.documents.importing import import_submission
from cdp_toolkit.documents.page import Line, Table
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.errors import InputError
from cdp_toolkit.responses.entries import text_of
from cdp_toolkit.responses.model import Organisation
from tests.made_answers import full_response
from tests.made_exports import wrong
from tests.made_prints import as_body, paragraph, portal_print, response_print, table, write_word

W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize(("bars", "rows"), [(True, 2), (False, 1)])
def test_a_whole_response_comes_back_from_the_portals_word_version(tmp_path: Path, bars: bool, rows: int) -> None:
    edition = load_edition("cdp-2025")
    response = full_response(edition, Organisation("Example Ltd"), rows)
    body = as_body(portal_print(response, edition), bars=bars)
    imported = import_submission(write_word(tmp_path / "new.docx", body), edition)

    assert wrong(response, imported) == []
    assert [left.text for left in imported.placement.leftovers] == ["Example Ltd - 2025 CDP Corporate Questionnaire"]


def test_a_whole_response_of_2018_to_2023_comes_back(tmp_path: Path) -> None:
    edition = load_edition("cdp-2023")
    response = full_response(edition, Organisation("Example Ltd"))
    body = as_body(response_print(response, edition), bars=False)
    imported = import_submission(write_word(tmp_path / "old.docx", body), edition)

    assert wrong(response, imported) == []
    assert str(imported.placement.answers[0].source) == "import: old.docx, paragraph 5"


def test_bold_words_in_an_answer_are_no_row(tmp_path: Path) -> None:
    bold = f"<w:p>{run('<w:t>Our history</w:t>', '<w:b/>')}</w:p>"
    body = ""
    for number, text in (("1.1", "English"), ("1.2", "USD"), ("1.3", "")):
        body += paragraph(f"({number}) What?", "heading")
        body += paragraph(text) if text else paragraph("(1.3.3) Description of organization", "bar") + paragraph("We.") + bold
        body += paragraph("[Fixed row]")
    imported = import_submission(
        write_word(tmp_path / "new.docx", body + paragraph("(1.4) What?", "heading")), load_edition("cdp-2025")
    )

    assert {str(each.address): text_of(each.value) for each in imported.placement.answers} == {
        "1.1.answer": "English",
        "1.2.answer": "USD",
        "1.3.description": "We.\nOur history",
    }


def read(tmp_path: Path, body: str, **more: str) -> list[Line | Table]:
    return read_word(write_word(tmp_path / "made.docx", body, **more))


def texts(tmp_path: Path, body: str, **more: str) -> list[str]:
    return [item.text for item in read(tmp_path, body, **more) if isinstance(item, Line)]


def run(inner: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr>{inner}</w:r>"


def field(state: str) -> str:
    box = f"<w:checkBox><w:sizeAuto/>{state}</w:checkBox>"
    return run(f'<w:fldChar w:fldCharType="begin"><w:ffData>{box}</w:ffData></w:fldChar>') + run(
        "<w:instrText>FORMCHECKBOX</w:instrText>"
    )


@pytest.mark.parametrize(
    ("tick", "expected"),
    [
        (run("<w:t>\u2612 </w:t>"), "☑ Option"),
        (run('<w:sym w:font="Wingdings" w:char="F0FE"/><w:t xml:space="preserve"> </w:t>'), "☑ Option"),
        (run('<w:sym w:font="Wingdings 2" w:char="F052"/><w:tab/>'), "☑ Option"),
        (run('<w:sym w:font="Wingdings" w:char="00A8"/><w:tab/>'), "☐ Option"),
        (field("<w:checked/>"), "☑ Option"),
        (field('<w:default w:val="0"/>'), "☐ Option"),
        (field('<w:default w:val="1"/><w:checked w:val="0"/>'), "☐ Option"),
        ("<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='1'/></w14:checkbox></w:sdtPr></w:sdt>", "☑ Option"),
        ("<w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr><w:sdtContent><w:r><w:t>X</w:t></w:r></w:sdtContent></w:sdt>", "☐ Option"),
    ],
)
def test_every_kind_of_tick(tmp_path: Path, tick: str, expected: str) -> None:
    assert texts(tmp_path, f"<w:p>{tick}{run('<w:t>Option</w:t>')}</w:p>") == [expected]


def test_a_tick_as_the_bullet_of_a_list(tmp_path: Path) -> None:
    level = '<w:lvl w:ilvl="0"><w:lvlText w:val="\uf0fe"/><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr></w:lvl>'
    plain = '<w:lvl w:ilvl="1"><w:lvlText w:val="•"/></w:lvl>'
    numbering = f'<w:numbering {W}><w:abstractNum w:abstractNumId="3">{level}{plain}</w:abstractNum>'
    numbering += '<w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>'
    item = '<w:p><w:pPr><w:numPr><w:ilvl w:val="%s"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>Option</w:t></w:r></w:p>'

    assert texts(tmp_path, item % 0 + item % 1, numbering=numbering) == ["☑ Option", "Option"]


def test_what_was_deleted_hidden_or_only_prompts_is_no_text(tmp_path: Path) -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new </w:t></w:r></w:ins>"
        f"{run('<w:t>secret</w:t>', '<w:vanish/>')}{run('<w:t>text</w:t>')}"
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Choose an item.</w:t></w:r></w:sdtContent></w:sdt>"
        "</w:p>"
        + paragraph("(C0.1) Introduction\t3", "TOC1")
        + '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>'
        + paragraph("Contents")
        + "</w:sdtContent></w:sdt><w:sdt><w:sdtContent>"
        + paragraph("in a control")
        + "</w:sdtContent></w:sdt>"
    )

    assert texts(tmp_path, body) == ["new text", "in a control"]


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:txbxContent>{paragraph('in the box')}</w:txbxContent>"
    body = f"<w:p><w:r><w:t>beside</w:t><mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"

    assert texts(tmp_path, f"{body}</mc:AlternateContent></w:r></w:p>") == ["beside", "in the box"]


def test_print_says_what_is_bold_and_what_is_light(tmp_path: Path) -> None:
    white, dark = '<w:color w:val="FFFFFF"/>', '<w:shd w:val="clear" w:fill="1F3864"/>'
    not_bold = '<w:b w:val="0"/>'
    shaded = f"<w:tbl><w:tr><w:tc><w:tcPr>{dark}</w:tcPr>{paragraph('cell', 'row')}</w:tc></w:tr></w:tbl>"
    body = (
        paragraph("heading", "heading")
        + paragraph("row", "row")
        + paragraph("bar", "bar")
        + f"<w:p><w:pPr>{dark}</w:pPr>{run('<w:t>white</w:t>', white)}{run('<w:t>!</w:t>', not_bold)}</w:p>"
        + shaded
        + paragraph("plain")
    )
    looks = [(item.text, item.bold, item.light) for item in read(tmp_path, body) if isinstance(item, Line)]

    assert looks == [
        ("heading", True, False),
        ("row", True, False),
        ("bar", True, True),
        ("white!", False, True),
        ("cell", True, True),
        ("plain", False, False),
    ]


def test_tables_keep_their_grid(tmp_path: Path) -> None:
    def row(*cells: str, properties: str = "") -> str:
        return f"<w:tr>{properties}{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"

    begun, rest = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>', "<w:tcPr><w:vMerge/></w:tcPr>"
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    rows = (
        row(paragraph(""), paragraph("A"), paragraph("B"), properties="<w:trPr><w:tblHeader/></w:trPr>")
        + row(begun + paragraph("Row 1"), wide + paragraph("wide"))
        + row(rest + paragraph(""), paragraph("one"), paragraph("two") + paragraph("more"))
    )
    (made,) = read(tmp_path, f"<w:tbl>{rows}</w:tbl>")

    assert isinstance(made, Table)
    assert [[[line.text for line in cell] for cell in row] for row in made.rows] == [
        [[], ["A"], ["B"]],
        [["Row 1"], ["wide"], []],
        [["Row 1"], ["one"], ["two", "more"]],
    ]
    assert [line.bold for line in made.lines()] == [True, True, False, False, False, False, False, False]
    assert made.rows[2][2][1].where == "table 1, row 3, cell 3"


def test_a_table_that_only_lays_out_is_read_cell_by_cell(tmp_path: Path) -> None:
    inner = table([["", "A"], ["Row 1", "x"]])
    body = f"<w:tbl><w:tr><w:tc>{paragraph('(C0.1) What?')}</w:tc><w:tc>{inner}</w:tc></w:tr></w:tbl>"

    assert [type(item) for item in read(tmp_path, body)] == [Line, Table]


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_word(path)
    return " ".join(str(caught.value).split())


def test_other_files_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "made.docx"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
    for content, message in (
        (ole, "is an old Office file (.doc)"),
        (ole + "EncryptedPackage".encode("utf-16-le"), "is encrypted and asks for a password"),
        (b"%PDF-1.4", "is a PDF, although its name ends in .docx"),
        (b"{\\rtf1", "is a rich text document"),
        (b"plain words", "is no Word document, although its name says so"),
        (b"PK\x05\x06" + bytes(18), "is an empty ZIP archive"),
        (b"PK\x03\x04" + bytes(40), "the end of the ZIP archive is missing"),
    ):
        path.write_bytes(content)
        assert message in refused(path)
    assert "does not exist" in refused(tmp_path / "absent.docx")


def test_a_workbook_and_an_empty_document_are_no_response(tmp_path: Path) -> None:
    spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{spreadsheet}"/></Types>'
    )

    assert "is no Word document, by its content type" in refused(write_word(tmp_path / "a.docx", paragraph("x"), types=types))
    assert "holds no text" in refused(write_word(tmp_path / "b.docx", ""))


def test_a_document_that_is_built_to_do_harm_is_refused(tmp_path: Path) -> None:
    entity = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    deep = "<w:sdt><w:sdtContent>" * 300 + paragraph("x") + "</w:sdtContent></w:sdt>" * 300
    document = f"{entity}<w:document {W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"

    assert "declares a document type (DTD)" in refused(write_word(tmp_path / "a.docx", "", document=document))
    assert "nests its content too deeply" in refused(write_word(tmp_path / "b.docx", deep))
    assert "(a ZIP bomb)" in refused(write_word(tmp_path / "c.docx", paragraph(" " * 20_000_000 + "x")))
    assert "not well-formed XML" in refused(write_word(tmp_path / "d.docx", "<w:p>"))
    assert "not well-formed XML (unbound prefix" in refused(write_word(tmp_path / "e.docx", "<x:p/>"))


def test_a_document_with_a_zip_password_is_refused(tmp_path: Path) -> None:
    path = write_word(tmp_path / "a.docx", paragraph("x"))
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 8 : at + 10] = struct.pack("<H", 1)
    path.write_bytes(data)

    assert "is a ZIP archive with a password" in refused(path)
    assert zipfile.is_zipfile(path)


def test_a_document_of_something_else_says_how_it_begins(tmp_path: Path) -> None:
    path = write_word(tmp_path / "letter.docx", paragraph("Dear all"))

    with pytest.raises(InputError, match="holds no numbered questions of CDP; it begins with 'Dear all'"):
        import_submission(path, load_edition("cdp-2023"))
