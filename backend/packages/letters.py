"""The Chinese font of the printed pages, cut down to the characters a page needs."""

import base64
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONT = Path(__file__).parent / "fonts" / "XiaocaiSans-Regular.ttf"
FAMILY = "Xiaocai Sans"


@lru_cache(maxsize=64)
def face(characters: frozenset[str]) -> str:
    """An @font-face rule that carries the font itself, so that the page needs nothing from anywhere."""
    font = TTFont(FONT, lazy=True)
    cutter = subset.Subsetter(subset.Options(layout_features=[], notdef_outline=True))
    cutter.populate(unicodes=[ord(character) for character in characters])
    cutter.subset(font)
    font.flavor = "woff"
    cut = BytesIO()
    font.save(cut)
    data = base64.b64encode(cut.getvalue()).decode()
    return f'@font-face{{font-family:"{FAMILY}";src:url(data:font/woff;base64,{data}) format("woff")}}'
