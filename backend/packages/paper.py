"""An A4 sheet with headings, tables, boxes to tick and lines to write on, in the Chinese font, which it carries."""

from collections.abc import Sequence

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from backend.packages.letters import FAMILY, FONT
from backend.packages.lines import broken

_INK, _BLUE, _RED, _GREY, _LINE, _TINT = (28, 36, 48), (20, 54, 90), (179, 38, 30), (90, 102, 117), (174, 184, 196), 246
_MARGIN = 17  # mm
_LEFT_COLUMN = 56
_BODY = 12.5  # points; official letters use 16, forms 12


class Paper(FPDF):
    """`foot` is printed on every page with its number: "{page}" and "{pages}" are filled in."""

    def __init__(self, title: str, foot: str):
        super().__init__(format="A4")
        self._foot = foot
        self.set_title(title)
        self.set_lang("zh-CN")
        self.set_creator("郑小才")
        self.add_font(FAMILY, fname=FONT)
        self.set_margin(_MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(True, margin=18)
        self.add_page()
        self.ink()

    def footer(self) -> None:
        self.set_y(-13)
        self.ink(9.5, _GREY)
        self.cell(0, 5, self._foot.format(page=self.page_no(), pages="{nb}"), align="C")
        self.ink()

    def ink(self, size: float = _BODY, colour: tuple[int, int, int] = _INK) -> None:
        self.set_font(FAMILY, size=size)
        self.set_text_color(*colour)

    def text_block(
        self, text: str, size: float = _BODY, colour: tuple = _INK, indent: float = 0, bold: bool = False
    ) -> None:
        """A paragraph; bold is the same face with an outline, for the font has one weight."""
        self.ink(size, colour)
        height = size * 0.56
        lines = self._lines(text, self.epw - indent)
        if self.will_page_break(height * min(len(lines), 3)):
            self.add_page()
            self.ink(size, colour)
        with self.local_context(text_mode="FILL_STROKE" if bold else "FILL", line_width=0.12, draw_color=colour):
            for line in lines:
                self.set_x(self.l_margin + indent)
                self.cell(0, height, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ink()

    def heading(self, text: str, hint: str = "") -> None:
        """Never the last line of a page."""
        if self.will_page_break(30):
            self.add_page()
        self.ln(4.5)
        self.text_block(text, 14.5, _BLUE, bold=True)
        if hint:
            self.text_block(hint, 10.5, _GREY)
        self.ln(1)

    def note(self, text: str) -> None:
        """A remark nobody may overlook."""
        self.ink(11)
        lines = self._lines(text, self.epw - 9)
        left, top, height = self.l_margin, self.get_y(), 6 * len(lines) + 4
        self.set_fill_color(253, 243, 242)
        self.rect(left, top, self.epw, height, style="F")
        self.set_fill_color(*_RED)
        self.rect(left, top, 1.2, height, style="F")
        self._at(left + 5, top, height, lines, 6)
        self.set_xy(left, top + height)
        self.ink()

    def row(self, name: str, value: str | None, boxes: Sequence[str] = (), unit: str = "") -> None:
        """A line of a table: the value, or boxes to tick, or room to write before the unit."""
        width = self.epw - _LEFT_COLUMN
        lines = self._box_lines(boxes, width - 6) if boxes else self._lines(value or "", width - 6)
        unit = "" if value or boxes else unit
        names = self._lines(name, _LEFT_COLUMN - 6)
        height = max(len(lines), len(names), 1) * 6.6 + (2.6 if value or boxes else 4.6)
        if self.will_page_break(height):
            self.add_page()
        left, top = self.l_margin, self.get_y()
        self.set_draw_color(*_LINE)
        self.set_fill_color(_TINT)
        self.rect(left, top, _LEFT_COLUMN, height, style="DF")
        self.rect(left + _LEFT_COLUMN, top, width, height)
        self._at(left + 3, top, height, names)
        if boxes:
            self._draw_boxes(lines, left + _LEFT_COLUMN + 3, top + (height - 6.6 * len(lines)) / 2)
        else:
            self._at(left + _LEFT_COLUMN + 3, top, height, lines)
        self.set_text_color(*_GREY)
        self._at(left + _LEFT_COLUMN + 25, top, height, [unit])
        self.set_text_color(*_INK)
        self.set_xy(left, top + height)

    def _lines(self, text: str, width: float) -> list[str]:
        return broken(text, width, self.get_string_width)

    def _at(self, x: float, top: float, height: float, lines: list[str], each: float = 6.6) -> None:
        """Lines in the middle of a cell."""
        y = top + (height - each * len(lines)) / 2
        for line in lines:
            self.set_xy(x, y)
            self.cell(0, each, line)
            y += each

    def _box_lines(self, boxes: Sequence[str], width: float) -> list[list[str]]:
        lines, used = [[]], 0.0
        for box in boxes:
            needed = self.get_string_width(box) + 12
            if used + needed > width and lines[-1]:
                lines.append([])
                used = 0
            lines[-1].append(box)
            used += needed
        return lines

    def _draw_boxes(self, lines: list[list[str]], x: float, y: float) -> None:
        for line in lines:
            at = x
            for box in line:
                self.box(at, y + 1.3)
                self.set_xy(at + 5.4, y)
                self.cell(0, 6.6, box)
                at += self.get_string_width(box) + 12
            y += 6.6

    def box(self, x: float, y: float, ticked: bool = False) -> None:
        self.set_draw_color(*_INK)
        with self.local_context(line_width=0.35):
            self.rect(x, y, 3.9, 3.9)
        if ticked:
            with self.local_context(line_width=0.6):
                self.polyline([(x + 0.8, y + 2.0), (x + 1.7, y + 3.0), (x + 3.3, y + 0.8)])

    def tick_line(self, text: str, ticked: bool) -> None:
        """One line of a checklist."""
        lines = self._lines(text, self.epw - 8)
        if self.will_page_break(7.2 * len(lines)):
            self.add_page()
        self.box(self.l_margin + 1, self.get_y() + 1.6, ticked)
        for line in lines:
            self.set_x(self.l_margin + 8)
            self.cell(0, 7.2, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def rule(self, colour: tuple[int, int, int] = _BLUE, width: float = 0.9) -> None:
        self.set_draw_color(*colour)
        with self.local_context(line_width=width):
            self.line(self.l_margin, self.get_y(), self.l_margin + self.epw, self.get_y())

    def blanks(self, *names: str) -> None:
        """Names, each with a line to write on, side by side."""
        if self.will_page_break(14):
            self.add_page()
        self.ln(2)
        width = self.epw / len(names)
        for place, name in enumerate(names):
            x, y = self.l_margin + place * width, self.get_y()
            self.set_xy(x, y)
            self.cell(0, 6.6, name)
            start = x + self.get_string_width(name) + 3
            self.set_draw_color(*_INK)
            self.line(start, y + 6.2, x + width - 8, y + 6.2)
        self.ln(8)
