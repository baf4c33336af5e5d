"""One small workbook for each feature that other programs lose or alter when they save somebody's file."""

from tests.made_workbook import MAIN, SHEET_ML, X14, XM, Made, Part, rows

CELLS = rows('A1|s="1"', 'B1|t="s"=<v>0</v>', "A2=<v>5</v>", "B2=<f>SUM(A2:A3)</f><v>5</v>", 'A3|s="2"=<v>46112</v>')
STRINGS = ["<t>Question</t>"]
DRAWING_NS = "http://schemas.openxmlformats.org/drawingml/2006"
OFFICE = "http://schemas.microsoft.com/office"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63fccfc0500f000485018084a98c21"
    "0000000049454e44ae426082"
)


def book(tail: str = "", *parts: Part, **more: object) -> Made:
    """Return a workbook with the feature behind the rows, on a second sheet of lists or in parts of its own."""
    lists = rows('A1|t="str"=<v>Yes</v>', 'A2|t="str"=<v>No</v>')
    return Made({"Answers": CELLS + tail, "Lists": lists}, strings=STRINGS, on_sheet=parts, **more)  # type: ignore[arg-type]


def extension(inside: str, uri: str) -> str:
    """Return an extension list with one extension."""
    return f'<extLst><ext xmlns:x14="{X14}" xmlns:xm="{XM}" uri="{uri}">{inside}</ext></extLst>'


def drawing(inside: str, *parts: Part) -> Made:
    """Return a workbook whose first sheet has a drawing."""
    anchor = (
        "<xdr:twoCellAnchor><xdr:from><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row>"
        "<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>6</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>4</xdr:row>"
        f"<xdr:rowOff>0</xdr:rowOff></xdr:to>{inside}<xdr:clientData/></xdr:twoCellAnchor>"
    )
    content = f'<xdr:wsDr xmlns:xdr="{DRAWING_NS}/spreadsheetDrawing" xmlns:a="{DRAWING_NS}/main">{anchor}</xdr:wsDr>'
    kind = "application/vnd.openxmlformats-officedocument.drawing+xml"
    return book('<drawing r:id="rId1"/>', Part("xl/drawings/drawing1.xml", kind, "drawing", content), *parts)


def opaque(*names: str, kind: str = "image") -> list[Part]:
    """Return parts of which only the bytes matter."""
    contents = {name: f"bytes of {name}" for name in names}
    contents |= {name: f"<part name='{name}'/>" for name in names if name.endswith((".xml", ".vml"))}
    return [Part(name, "application/octet-stream", kind, content.encode()) for name, content in contents.items()]


SHAPE = (
    '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="Note"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr>'
    '<a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="500000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    "</xdr:spPr><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>Read me first</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
)
COMMENTS = (
    f'<comments xmlns="{MAIN}"><authors><author>Team</author></authors><commentList><comment ref="B1" authorId="0"><text>'
    "<r><rPr><b/></rPr><t>Note: </t></r><r><t>in tonnes</t></r></text></comment></commentList></comments>"
)
VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape type="#_x0000_t202" style="width:108pt;height:59pt">'
    '<x:ClientData ObjectType="Note"><x:Row>0</x:Row><x:Column>1</x:Column></x:ClientData></v:shape></xml>'
)
COMMENT_PARTS = (
    Part("xl/comments1.xml", f"{SHEET_ML}.comments+xml", "comments", COMMENTS),
    Part("xl/drawings/vmlDrawing1.vml", "application/vnd.openxmlformats-officedocument.vmlDrawing", "vmlDrawing", VML, "rIdV"),
)
TABLE = (
    f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="D1:E3"><autoFilter ref="D1:E3"/><tableColumns count="2">'
    '<tableColumn id="1" name="Name"/><tableColumn id="2" name="Value"/></tableColumns></table>'
)
TABLE_ROWS = rows(
    'A1|s="1"', 'B1|t="s"=<v>0</v>', 'D1|t="str"=<v>Name</v>', 'E1|t="str"=<v>Value</v>', "D2=<v>1</v>", "E2=<v>2</v>"
)  # fmt: skip
SPARKLINES = extension(
    '<x14:sparklineGroups><x14:sparklineGroup displayEmptyCellsAs="gap"><x14:sparklines><x14:sparkline>'
    "<xm:f>Answers!A2:A3</xm:f><xm:sqref>C2</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>"
    "</x14:sparklineGroups>",
    "{05C60535-1F16-4fd2-B633-F4F36F0B64E0}",
)
DATA_BARS = extension(
    '<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="dataBar" '
    'id="{DA7ABA51-AAAA-BBBB-0001-000000000001}"><x14:dataBar minLength="0" maxLength="100"><x14:cfvo type="autoMin"/>'
    '<x14:cfvo type="autoMax"/><x14:negativeFillColor rgb="FFFF0000"/><x14:axisColor rgb="FF000000"/></x14:dataBar>'
    "</x14:cfRule><xm:sqref>A1:A3</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>",
    "{78C0D931-6437-407d-A8EE-F0AAD7539E65}",
)
DROPDOWN = extension(
    '<x14:dataValidations count="1"><x14:dataValidation type="list" allowBlank="1" showErrorMessage="1"><x14:formula1>'
    "<xm:f>Lists!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>B4:B9</xm:sqref></x14:dataValidation></x14:dataValidations>",
    "{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}",
)
PLAIN_DROPDOWN = (
    '<dataValidations count="2"><dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="B4:B9">'
    '<formula1>"Yes,No"</formula1></dataValidation><dataValidation type="decimal" operator="greaterThan" '
    'showErrorMessage="1" sqref="C4:C9"><formula1>0</formula1></dataValidation></dataValidations>'
)
CHAIN = Part(
    "xl/calcChain.xml", f"{SHEET_ML}.calcChain+xml", "calcChain", f'<calcChain xmlns="{MAIN}"><c r="B2" i="1"/></calcChain>'
)
PEOPLE = (
    Part(
        "xl/persons/person.xml",
        "application/vnd.ms-excel.person+xml",
        "http://schemas.microsoft.com/office/2017/10/relationships/person",
        f'<personList xmlns="{OFFICE}/spreadsheetml/2018/threadedcomments"/>',
        "rIdP",
    ),
)
THREADS = Part(
    "xl/threadedComments/threadedComment1.xml",
    "application/vnd.ms-excel.threadedcomments+xml",
    "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
    f'<ThreadedComments xmlns="{OFFICE}/spreadsheetml/2018/threadedcomments"/>',
    "rIdT",
)
VBA = [Part("xl/vbaProject.bin", "application/vnd.ms-office.vbaProject", "vbaProject", bytes(range(256)) * 8, "rIdM")]
RICH = ['<r><rPr><b/></rPr><t xml:space="preserve">Quest</t></r><r><t>ion</t></r><rPh sb="0" eb="1"><t>x</t></rPh>']

MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
MARKED = rows('A1|s="1"', 'B1|t="e" vm="1"=<v>#VALUE!</v>', 'C1|cm="1"=<f t="array" ref="C1">X1</f><v>1</v>')

# Workbooks that another program can open, so that it can be asked what it sees.
READABLE: dict[str, Made] = {
    "dropdown": book(PLAIN_DROPDOWN),
    "dropdown-x14": book(DROPDOWN),
    "conditional-formats": book(
        '<conditionalFormatting sqref="A1:A3"><cfRule type="cellIs" priority="1" operator="lessThan"><formula>3</formula>'
        "</cfRule></conditionalFormatting>"
    ),
    "conditional-formats-x14": book(DATA_BARS),
    "sparklines": book(SPARKLINES),
    "merged": book('<mergeCells count="1"><mergeCell ref="D1:E2"/></mergeCells>'),
    "page-breaks-and-header": book(
        '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        '<headerFooter><oddHeader>&amp;CCDP</oddHeader></headerFooter>'
        '<rowBreaks count="1" manualBreakCount="1"><brk id="2" max="16383" man="1"/></rowBreaks>'
    ),
    "autofilter-and-protection": book('<sheetProtection password="CC1A" objects="1" scenarios="1"/><autoFilter ref="A1:B2"/>'),
    "protected": book(
        '<sheetProtection algorithmName="SHA-512" hashValue="0a==" saltValue="0b==" spinCount="100000" sheet="1"/>'
        '<protectedRanges><protectedRange sqref="A1:F20" name="answers"/></protectedRanges>'
    ),
    "ignored-errors": book('<ignoredErrors><ignoredError sqref="A1" numberStoredAsText="1"/></ignoredErrors>'),
    "shape": drawing(SHAPE),
    "comments": book('<legacyDrawing r:id="rIdV"/>', *COMMENT_PARTS),
    "table": Made(
        {"Answers": TABLE_ROWS + '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>'},
        strings=STRINGS,
        on_sheet=[Part("xl/tables/table1.xml", f"{SHEET_ML}.table+xml", "table", TABLE)],
    ),
    "rich-text": Made({"Answers": CELLS}, strings=RICH),
    "names": book(
        names='<definedName name="Options">Lists!$A$1:$A$2</definedName>'
        '<definedName name="_xlnm.Print_Area" localSheetId="0">Answers!$A$1:$B$9</definedName>'
    ),
    "hidden-sheet": book(states={"Lists": "veryHidden"}),
    "calculation-chain": book(on_workbook=[CHAIN]),
    "array-formula": Made({"Answers": rows('A1|s="1"', 'B3=<f t="array" ref="B3">SUM(A2:A3*2)</f><v>10</v>', "C1=<v>1</v>")}),
    "shared-formula": Made(
        {"Answers": rows('A1|s="1"', 'B2=<f t="shared" ref="B2:B3" si="0">A2*2</f><v>0</v>', 'B3=<f t="shared" si="0"/><v>0</v>')}
    ),
    "prefixed": Made({"Answers": CELLS + PLAIN_DROPDOWN}, strings=STRINGS, prefix="x"),
    "strict": Made({"Answers": CELLS + PLAIN_DROPDOWN}, strings=STRINGS, strict=True),
    "dates-of-1904": book(properties='date1904="1"'),
}  # fmt: skip

# Workbooks with parts of which only the bytes matter here.
OPAQUE: dict[str, Made] = {
    "threaded-comments": book("", THREADS, on_workbook=PEOPLE),
    "image": drawing("", Part("xl/media/image1.png", "image/png", "image", PNG, "rIdI")),
    "images-of-all-kinds": book("", *opaque("xl/media/image1.emf", "xl/media/image2.wmf", "docProps/thumbnail.jpeg")),
    "background-and-header-images": book(
        '<picture r:id="rId1"/>', *opaque("xl/media/image1.jpeg", "xl/drawings/vmlDrawing2.vml")
    ),
    "chart-with-styles": book("", *opaque("xl/charts/chart1.xml", "xl/charts/style1.xml", "xl/charts/colors1.xml")),
    "printer-settings": book("", *opaque("xl/printerSettings/printerSettings1.bin", kind="printerSettings")),
    "controls": book("", *opaque("xl/ctrlProps/ctrlProp1.xml", "xl/activeX/activeX1.bin", "xl/embeddings/ole1.bin")),
    "slicers": book("", *opaque("xl/slicers/slicer1.xml", "xl/slicerCaches/cache1.xml", "xl/timelines/timeline1.xml")),
    "macros": Made({"Answers": CELLS}, strings=STRINGS, on_workbook=VBA, main_type=MACROS),
    "custom-xml": book(loose={"customXml/item1.xml": "<data>ours</data>", "docProps/custom.xml": "<Properties/>"}),
    "xml-maps": book(loose={"xl/xmlMaps.xml": "<MapInfo/>", "xl/tables/tableSingleCells1.xml": "<singleXmlCells/>"}),
    "connections": book("", *opaque("xl/connections.bin", "xl/queryTables/queryTable1.bin", "xl/model/item.data")),
    "external-link": book("", *opaque("xl/externalLinks/externalLink1.bin")),
    "rich-values": book("", *opaque("xl/metadata.bin", "xl/richData/rdrichvalue.bin")),
    "checkboxes": book("", *opaque("xl/featurePropertyBag/featurePropertyBag.xml")),
    "label-and-theme": book(loose={"docMetadata/LabelInfo.xml": "<clbl/>", "xl/theme/theme1.xml": "<theme/>"}),
    "custom-views": book('<customSheetViews><customSheetView guid="{0}"/></customSheetViews>'),
    "alternate-content": book(
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x14">'
        '<controls><control shapeId="1" r:id="rId1"/></controls></mc:Choice></mc:AlternateContent>'
    ),
    "marked-cells": Made({"Answers": MARKED}),
}
FEATURES = READABLE | OPAQUE
