"""The package as a PDF that carries its font."""

from backend.packages.paper import Paper
from backend.packages.sheet import Arranged, Sheet

_GREY = (90, 102, 117)
_SIGNING = 32  # mm: what is signed and the line to sign on stay together


def pdf_of(sheet: Sheet) -> bytes:
    words = sheet.words
    paper = Paper(
        f"{sheet.policy} {words['name']}", f"{sheet.policy} · {words['name']}（{words['draft']}） · {words['page']}"
    )
    _head(paper, sheet)
    _form(paper, sheet)
    _checklist(paper, sheet)
    _way(paper, sheet)
    _where(paper, sheet)
    if sheet.handed_in:
        if paper.will_page_break(_SIGNING):
            paper.add_page()
        paper.ln(5)
        paper.text_block(words["sign"])
        paper.blanks(words["signature"], words["date"])
    _sources(paper, sheet)
    return bytes(paper.output())


def _head(paper: Paper, sheet: Sheet) -> None:
    words = sheet.words
    paper.text_block(sheet.policy, 21, (20, 54, 90), bold=True)
    paper.text_block(f"{words['name']}（{words['draft']} · {words['unofficial']}）", 14, (179, 38, 30))
    paper.text_block(f"{words['number']} {sheet.number}    {words['made_on']} {sheet.made_on}", 10.5, _GREY)
    paper.ln(1.5)
    paper.rule()
    paper.ln(3.5)
    paper.note(words["notice"])


def _form(paper: Paper, sheet: Sheet) -> None:
    paper.heading(sheet.words["form"], sheet.words["form_hint"])
    for field in sheet.fields:
        paper.row(field.label, field.value, field.boxes, field.unit)


def _checklist(paper: Paper, sheet: Sheet) -> None:
    words = sheet.words
    paper.heading(words["checklist"], words["checklist_hint"] if sheet.papers else "")
    for item in sheet.papers:
        form = f"（{item.form}）" if item.form else ""
        if_so = "" if item.sure else f"（{words['if_so']}）"
        paper.tick_line(f"{item.name}{form}{if_so} [{item.source}]", item.have)
    if not sheet.papers:
        paper.text_block(f"{words['no_materials']}{words['hotline']}{sheet.hotline}")


def _way(paper: Paper, sheet: Sheet) -> None:
    words = sheet.words
    paper.heading(words["way"])
    if sheet.channel is None:
        paper.text_block(f"{words['channel']}：{words['to_choose']}{'、'.join(sheet.choices)}")
        return
    paper.text_block(f"{words['channel']}：{sheet.channel}", bold=True)
    says, source = sheet.why
    paper.text_block(f"{words['because']}：{says} [{source}]", 10.5, _GREY)
    paper.ln(1)
    for number, (step, done) in enumerate(sheet.steps, 1):
        paper.tick_line(f"{number}. {step}", done)
    if sheet.arranged:
        _arranged(paper, sheet, sheet.arranged)


def _arranged(paper: Paper, sheet: Sheet, arranged: Arranged) -> None:
    words = sheet.words
    paper.ln(2)
    paper.text_block(f"{words['by']}：{arranged.by}", bold=True)
    if arranged.source != sheet.why[1]:
        paper.text_block(f"{arranged.says} [{arranged.source}]", 10.5, _GREY)
    paper.ln(1)
    paper.text_block(f"{words['confirm']}（{arranged.phones}）：")
    for item in arranged.confirm:
        paper.tick_line(item, False)


def _where(paper: Paper, sheet: Sheet) -> None:
    words = sheet.words
    paper.heading(words["where"])
    for name, value in sheet.window:
        paper.row(name, value)
    if not sheet.window:
        paper.text_block(f"{words['no_window']}{sheet.hotline}")
    paper.heading(words["promise"])
    paper.text_block(f"{sheet.promise[0]} [{sheet.promise[1]}]" if sheet.promise else words["no_promise"])


def _sources(paper: Paper, sheet: Sheet) -> None:
    words = sheet.words
    paper.heading(words["sources"])
    for cited in sheet.cited:
        doubt = f"（{words['unverified']}）" if cited.unverified else ""
        source = f"——{cited.source}{doubt}" + (f" {cited.url}" if cited.url else "")
        stands = f"【{cited.standing}】" if cited.standing else ""
        paper.text_block(f"[{cited.number}] {stands}{cited.says}{source}", 9.5)
        paper.ln(0.6)
