"""Letters of a PDF: ticks of symbol fonts, ligatures, letters without a width or a meaning; columns without upright lines."""

from pathlib import Path

import pytest

from cdp_toolkit.documents.files.gutters import with_gutters
from cdp_toolkit.documents.files.letters import Style, Turn, standing_out
from cdp_toolkit.documents.files.pdf import read_pdf
from cdp_toolkit.documents.files.ruling import Rule
from cdp_toolkit.documents.page import Word, with_ticks
from cdp_toolkit.errors import InputError

FONTS = {
    "F1": "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    "F2": "<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>",
    "F3": "<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+Wingdings-Regular /Encoding /WinAnsiEncoding >>",
    "F4": "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 6 0 R >>",
}


def pdf(path: Path, content: str, meanings: dict[str, str]) -> Path:
    """Write one page; ``meanings`` are the letters of the font F4."""
    pairs = " ".join(f"<{ord(letter):02x}> <{meaning.encode('utf-16-be').hex()}>" for letter, meaning in meanings.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(meanings)} beginbfchar {pairs} endbfchar endcmap end end"
    )
    fonts = " ".join(f"/{name} {7 + i} 0 R" for i, name in enumerate(FONTS))
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << {fonts} >> >> /Contents 4 0 R >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        *FONTS.values(),
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(bodies) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    path.write_bytes(data + tail.encode())
    return path


def texts(path: Path) -> list[str]:
    return [line.text for page in read_pdf(path) for line in page.lines()]


def test_ticks_and_bullets_of_symbol_fonts_are_told_by_the_font(tmp_path: Path) -> None:
    content = r"""
        BT /F2 9 Tf 40 800 Td (4) Tj ET BT /F1 9 Tf 55 800 Td (Yes) Tj ET
        BT /F3 9 Tf 40 780 Td (\376) Tj ET BT /F1 9 Tf 55 780 Td (Yes, too) Tj ET
        BT /F3 9 Tf 40 760 Td (\250) Tj ET BT /F1 9 Tf 55 760 Td (No) Tj ET
        BT /F3 9 Tf 40 740 Td (\247) Tj ET BT /F1 9 Tf 55 740 Td (A point) Tj ET
        BT /F1 9 Tf 40 720 Td (\376 is a letter) Tj ET
    """

    assert texts(pdf(tmp_path / "made.pdf", content, {"a": "a"})) == ["☑ Yes", "☑ Yes, too", "☐ No", "• A point", "þ is a letter"]


def test_ligatures_halves_and_letters_without_a_width(tmp_path: Path) -> None:
    meanings = {"f": "\ufb01", "z": "\u200b", "s": "\u00ad", "e": "\U0001f33f", "t": "\uf0fe", "n": "n", "o": "o", "a": "a"}
    path = pdf(tmp_path / "made.pdf", "BT /F4 9 Tf 40 800 Td (fno) Tj ET BT /F4 9 Tf 40 780 Td (nzosa e t) Tj ET", meanings)

    assert texts(path) == ["fino", "noa 🌿", "☑"]


def test_letters_without_a_meaning_are_said(tmp_path: Path) -> None:
    meanings = {letter: chr(0xE000 + ord(letter)) for letter in "abcdefgh"}

    with pytest.raises(InputError) as error:
        read_pdf(pdf(tmp_path / "made.pdf", "BT /F4 9 Tf 40 800 Td (abcdefghabcdefgh) Tj ET", meanings))
    assert error.value.problem == "does not say which letters it prints: 16 of 16 have no meaning"


@pytest.mark.parametrize(
    ("print_", "expected"),
    [("[x]", "☑"), ("[X] Yes", "☑ Yes"), ("[x]Yes", "☑Yes"), ("[ ] No", "☐ No"), ("✗", "✗"), ("☒", "☑"), ("[Row 3]", "[Row 3]")],
)
def test_ticks_are_written_alike(print_: str, expected: str) -> None:
    assert with_ticks(print_) == expected


def word(text: str, left: float, baseline: float, *, bold: bool = False) -> Word:
    return Word(text, left, left + 5 * len(text), baseline, 9, bold)


def test_where_no_question_is_bold_the_print_of_questions_counts_as_bold() -> None:
    plain, heavy = Style(9, False, False, "A"), Style(9, False, False, "B")
    pages = [[(word("(7.6)", 40, 800), heavy), (word("Emissions", 70, 800), heavy), (word("55200", 40, 780), plain)]]

    assert [[each.bold for each in page] for page in standing_out(pages)] == [[True, True, False]]


def test_where_all_is_printed_alike_nothing_counts_as_bold() -> None:
    plain = Style(9, False, False, "A")

    assert [each.bold for each in standing_out([[(word("(7.6)", 40, 800), plain), (word("55200", 40, 780), plain)]])[0]] == [
        False,
        False,
    ]


@pytest.mark.parametrize(("quarters", "point"), [(0, (10, 20)), (1, (180, 10)), (2, (90, 180)), (3, (20, 90))])
def test_a_page_is_turned_upright(quarters: int, point: tuple[float, float]) -> None:
    assert Turn(quarters, 0, 0, 100, 200).point(10, 20) == point


def test_a_table_with_lines_between_its_rows_gets_columns() -> None:
    lines = [Rule(40, y, 400, y + 0.5) for y in (700, 680, 660, 640)]
    head = [word("Emissions", 150, 685, bold=True), word("Date", 300, 685, bold=True)]
    rows = [word("Reporting", 44, 665), word("55200", 150, 665), word("Past", 44, 645), word("2024", 300, 645)]

    assert with_gutters([*head, *rows], lines)[len(lines) :] == [
        Rule(40, 640, 40.5, 700),
        Rule(119.5, 640, 120, 700),
        Rule(247.5, 640, 248, 700),
        Rule(400, 640, 400.5, 700),
    ]


def test_lines_between_paragraphs_are_no_table() -> None:
    lines = [Rule(40, y, 400, y + 0.5) for y in (700, 680, 660, 640)]
    words = [word("Bold", 44, 685, bold=True), word("head", 67, 685, bold=True), word("Some", 44, 665), word("text", 67, 665)]

    assert with_gutters(words, lines) == lines
