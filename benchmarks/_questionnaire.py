"""Questionnaire workbooks of chosen size, with the features that a filler can harm."""

from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_AC = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
COLUMNS, ROWS, STRINGS = "ABCDEFGHIJKLMN", 400, 8000


def questionnaire(path: Path, sheets: int) -> None:
    """Write a workbook of ``sheets`` sheets of 400 rows and 14 columns: labels, blank answer cells, totals."""
    import zipfile

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in _parts(sheets).items():
            file.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 6)


def _parts(sheets: int) -> dict[str, str]:
    """Return all parts of the workbook."""
    numbers = range(1, sheets + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPES}.worksheet+xml"/>' for n in numbers
    )
    listed = "".join(f'<sheet name="Module {n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    related = "".join(f'<Relationship Id="rId{n}" Type="{_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers)
    strings = "".join(f"<si><t>Label {n} of a question, its unit and its boundary</t></si>" for n in range(STRINGS))
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>{overrides}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPES}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{listed}</sheets>'
        "<definedNames><definedName name=\"Answers\">'Module 1'!$A$1:$A$40</definedName></definedNames></workbook>",
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{related}'
        f'<Relationship Id="rId{sheets + 1}" Type="{_REL}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId{sheets + 2}" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'{_HEAD}<sst xmlns="{_MAIN}" count="{STRINGS}" uniqueCount="{STRINGS}">{strings}</sst>',
        "xl/styles.xml": _styles(),
    }
    parts.update({f"xl/worksheets/sheet{n}.xml": _sheet(n) for n in numbers})
    return parts


def _styles() -> str:
    """Return formats: general, unlocked answer, date, number."""
    formats = "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" applyProtection="1">'
        f'<protection locked="{locked}"/></xf>'
        for number, locked in ((0, 1), (0, 0), (14, 0), (4, 0))
    )
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
        '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="4">{formats}</cellXfs></styleSheet>'
    )


def _sheet(number: int) -> str:
    """Return one sheet, protected, with dropdowns of both kinds and conditional formats."""
    rows = "".join(_row(number, row) for row in range(1, ROWS + 1))
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_REL}" xmlns:x14ac="{_AC}">'
        f'<dimension ref="A1:N{ROWS}"/>'
        f'<sheetData>{rows}</sheetData><sheetProtection sheet="1" objects="1" scenarios="1"/>'
        f'<conditionalFormatting sqref="F1:F{ROWS}"><cfRule type="cellIs" priority="1" operator="lessThan">'
        "<formula>0</formula></cfRule></conditionalFormatting>"
        f'<dataValidations count="2"><dataValidation type="list" showErrorMessage="1" sqref="H1:H{ROWS}">'
        '<formula1>"Yes,No,Not relevant"</formula1></dataValidation>'
        f'<dataValidation type="decimal" operator="greaterThanOrEqual" showErrorMessage="1" sqref="F1:F{ROWS}">'
        "<formula1>0</formula1></dataValidation></dataValidations>"
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}">'
        '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
        '<x14:dataValidation type="list" showErrorMessage="1">'
        "<x14:formula1><xm:f>'Module 1'!$A$1:$A$200</xm:f></x14:formula1>"
        f"<xm:sqref>J1:J{ROWS}</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
    )


def _row(sheet: int, row: int) -> str:
    """Return one row: labels, blank answer cells, a formula."""
    cells: list[str] = []
    for index, column in enumerate(COLUMNS):
        name = f"{column}{row}"
        if column in "ABCDEGIKM":
            text = (sheet * 7919 + row * 104729 + index * 1299709) % STRINGS
            cells.append(f'<c r="{name}" s="{text % 4}" t="s"><v>{text}</v></c>')
        elif column == "N":
            formula = f"IF(ISBLANK(F{row}),0,IF(ISNUMBER(F{row}),F{row}*{row},0))"
            cells.append(f'<c r="{name}" s="0"><f>{formula}</f><v>0</v></c>')
        else:
            cells.append(f'<c r="{name}" s="{1 + index % 3}"/>')
    return f'<row r="{row}" spans="1:14" ht="30" customHeight="1" x14ac:dyDescent="0.25">{"".join(cells)}</row>'
