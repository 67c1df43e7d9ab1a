"""Makes the committed font from Noto Sans CJK: `python -m backend.packages.fonts.make <NotoSansCJK-Regular.ttc>`."""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

HERE = Path(__file__).parent
FAMILY = "Xiaocai Sans"
_EXTRA = "✓€•"
_ERROR = 1.0  # of 1000 units: how far a quadratic curve may stray from the cubic one it replaces


def make(source: Path, target: Path) -> None:
    """Simplified Chinese of the collection, cut down to GB 2312 and knowledge/, with TrueType outlines."""
    font = next(f for f in TTCollection(source).fonts if f["name"].getDebugName(1) == "Noto Sans CJK SC")
    options = subset.Options(layout_features=["kern"], hinting=False, desubroutinize=True, name_IDs=[0, 13, 14])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(character) for character in characters()])
    cutter.subset(font)
    _to_truetype(font)
    _rename(font)
    font.save(target)


def characters() -> set[str]:
    """Every character of GB 2312 and ASCII, and whatever else stands in knowledge/."""
    chinese = {bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF)}
    written = {c for path in Path("knowledge").rglob("*.yml") for c in path.read_text(encoding="utf-8")}
    return {c for c in (*chinese, *written, *map(chr, range(0x20, 0x7F)), *_EXTRA) if len(c) == 1 and c >= " "}


def _to_truetype(font: TTFont) -> None:
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, _ERROR, reverse_direction=True))
        table.glyphs[name] = pen.glyph()
    del font["CFF "]
    if "VORG" in font:
        del font["VORG"]
    font["loca"], font["glyf"] = newTable("loca"), table
    font["maxp"].tableVersion = 0x00010000
    for field in ("maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
                  "maxStackElements", "maxSizeOfInstructions", "maxComponentElements"):  # fmt: skip
        setattr(font["maxp"], field, 1 if field == "maxZones" else 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"


def _rename(font: TTFont) -> None:
    """Its own name, as the licence asks of what was changed; copyright and licence stay."""
    for id_, text in ((1, FAMILY), (2, "Regular"), (4, FAMILY), (6, FAMILY.replace(" ", ""))):
        font["name"].setName(text, id_, 3, 1, 0x409)


if __name__ == "__main__":
    make(Path(sys.argv[1]), HERE / "XiaocaiSans-Regular.ttf")
