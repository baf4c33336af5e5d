"""Prints a made-up response as CDP does, line by line, and writes the print as a web page or a Word document."""

import re
import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

from cdp_toolkit.editions.model import Column, Edition, Question
from cdp_toolkit.responses.model import Response
from cdp_toolkit.values import Address, Choice, Value
from tests.made_exports import label_of, printed, rows_of

# What a line is: title, module, heading, row, column, value, hint, end - or a table, whose text is its cells.
Part = tuple[str, str] | tuple[str, list[list[str]]]
_TABULAR = 4  # columns


def response_print(response: Response, edition: Edition, year: str = "2023") -> Iterator[Part]:
    """The form of 2018-2023: labels over values, and tables where a question has few columns and several rows."""
    yield "title", f"Example Ltd - Climate Change {year}"
    module = ""
    for question in edition.questions.values():
        if _module(question) != module:
            module = _module(question)
            yield "module", f"{module}. Made up"
        yield "number", question.id
        yield "heading", f"({question.id}) What of {question.topic}?"
        columns = question.columns
        many = bool(question.fixed_rows) or question.adds_rows
        if many and len(columns) <= _TABULAR and not _has_long_text(response, question):
            head = ["", *(column.label for column in columns)]
            rows = [[label_of(response, question, row), *_cells(response, question, row)] for row in rows_of(response, question)]
            yield "table", [head, *rows]
            continue
        for row in rows_of(response, question):
            if many:
                yield "row", label_of(response, question, row)
            for column, text in zip(columns, _cells(response, question, row), strict=True):
                if len(columns) > 1 or many:
                    yield "column", column.label
                yield "value", text


def _module(question: Question) -> str:
    """The module that prints a question; those for single sectors stand among the others."""
    found = re.match(r"(SC|C)(?:-[A-Z]+)?(\d*)", question.id)
    return (found[1] if found[1] == "SC" else found[1] + found[2]) if found else ""


def _has_long_text(response: Response, question: Question) -> bool:
    return any("\n" in label_of(response, question, row) for row in rows_of(response, question))


def _cells(response: Response, question: Question, row: str | None) -> list[str]:
    values = (response.value(Address(question.id, row, column.name)) for column in question.columns)
    return ["\n".join(_old(value)) for value in values]


def _old(value: Value | None) -> list[str]:
    if isinstance(value, tuple):
        return [line for each in value for line in _old(each)]
    if isinstance(value, Choice) and value.text:
        return [f"{value.option} ({value.text})"]
    return [printed(value)]


def portal_print(response: Response, edition: Edition) -> Iterator[Part]:
    """The form of 2024 and later: codes before labels, ticks before options, groups of options above them."""
    yield "title", "Example Ltd - 2025 CDP Corporate Questionnaire"
    for question in edition.questions.values():
        yield "heading", f"({question.id}) What of {question.topic}?"
        for row in rows_of(response, question):
            if row is not None:
                yield "row", label_of(response, question, row)
            for column in question.columns:
                yield "column", f"({question.id}.{column.n}) {column.label}"
                yield from _new(response.value(Address(question.id, row, column.name)), column)
        yield "end", "[Add row]" if question.adds_rows else "[Fixed row]"


def _new(value: Value | None, column: Column) -> Iterator[Part]:
    if not isinstance(value, Choice | tuple):
        yield "value", printed(value)
        return
    yield "hint", "Select from:" if isinstance(value, Choice) else "Select all that apply"
    group = ""
    for choice in (value,) if isinstance(value, Choice) else value:
        head, bar, option = choice.option.rpartition(" | ")
        if bar and head != group:
            group = head
            yield "value", head
        yield "value", f"☑ {option} :{choice.text}" if choice.text else f"☑ {option}"


_RICH = {"title": "h1", "module": "h2", "number": "h3", "heading": "h3", "row": "h4", "column": "h5", "hint": "p"}


def as_page(parts: Iterator[Part], *, rich: bool) -> str:
    """A web page: with headings for labels and heads for tables, or all of it as plain divisions."""
    body = []
    for kind, what in parts:
        if isinstance(what, str):
            tag = _RICH.get(kind, "div") if rich else "div"
            body.append(f"<{tag} class='x'>{_text(what)}</{tag}>")
        else:
            rows = [[f"<{'th' if rich and not i else 'td'}>{_text(cell)}" for cell in row] for i, row in enumerate(what)]
            body.append(f"<table><tbody>{''.join('<tr>' + ''.join(row) for row in rows)}</table>")
    menu = "<nav>Contact us</nav><script>var x = '<p>no</p>'</script>"
    head = "<!DOCTYPE html><html><head><meta charset='utf-8'><title>CDP</title></head>"
    return head + f"<body>{menu}<main>{''.join(body)}</main><footer>Imprint</footer></body></html>"


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
_STYLES = f"""<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="18"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="title"><w:name w:val="Title"/><w:rPr><w:sz w:val="40"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="heading"><w:name w:val="heading 2"/><w:rPr><w:sz w:val="28"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="row"><w:name w:val="Row"/><w:rPr><w:b/><w:sz w:val="24"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="column"><w:name w:val="Column"/><w:basedOn w:val="row"/></w:style>
<w:style w:type="paragraph" w:styleId="bar"><w:name w:val="Bar"/><w:basedOn w:val="row"/>
<w:pPr><w:shd w:val="clear" w:fill="1F3864"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style></w:styles>"""
_TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml"
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'


def paragraph(text: str, style: str = "") -> str:
    """A paragraph; its line breaks are breaks, and its ticks content controls."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{'<w:r><w:br/></w:r>'.join(map(_run, text.split(chr(10))))}</w:p>"


def _run(text: str) -> str:
    box = ""
    if text.startswith(("☑", "☐")):
        state = f'<w14:checkbox><w14:checked w14:val="{int(text[0] == "☑")}"/></w14:checkbox>'
        box = f"<w:sdt><w:sdtPr>{state}</w:sdtPr><w:sdtContent><w:r><w:t>?</w:t></w:r></w:sdtContent></w:sdt>"
        text = text[1:]
    return f'{box}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def table(rows: list[list[str]]) -> str:
    """A table whose first row is its head."""
    made = []
    for i, row in enumerate(rows):
        head = "<w:trPr><w:tblHeader/></w:trPr>" if i == 0 else ""
        made.append(f"<w:tr>{head}{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>")
    return f"<w:tbl>{''.join(made)}</w:tbl>"


def as_body(parts: Iterator[Part], *, bars: bool) -> str:
    """The body of a Word document; with ``bars`` columns stand light on dark, as the portal prints them."""
    styles = {"title": "title", "heading": "heading", "row": "row", "column": "bar" if bars else "column"}
    return "".join(paragraph(what, styles.get(kind, "")) if isinstance(what, str) else table(what) for kind, what in parts)


def write_word(path: Path, body: str, **more: str) -> Path:
    """Write a Word document; ``more`` are parts to write instead of those that are made here, by name without dots."""
    document = f"<w:document {_W} {_W14}><w:body>{body}</w:body></w:document>"
    numbering = more.get("numbering", f"<w:numbering {_W}/>")
    inner = "".join(f'<Relationship Id="{kind}" Type="{_KIND}/{kind}" Target="{kind}.xml"/>' for kind in ("styles", "numbering"))
    parts = {
        "[Content_Types].xml": more.get("types", _TYPES),
        "_rels/.rels": _RELS % f'<Relationship Id="a" Type="{_KIND}/officeDocument" Target="word/document.xml"/>',
        "word/document.xml": more.get("document", document),
        "word/styles.xml": _STYLES,
        "word/numbering.xml": numbering,
        "word/_rels/document.xml.rels": _RELS % inner,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return path
