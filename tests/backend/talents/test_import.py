"""Lists of talents come in: tried first, row by row told what is wrong, twice without harm, by whoever may."""

import io
import zipfile

import openpyxl
import pytest

from tests.backend.talents.conftest import new_document

HEADER = "姓名,手机号,证件号码,同意提醒,最高学历,出生日期,全日制学历\n"


def csv(*rows: str) -> bytes:
    return (HEADER + "\n".join(rows)).encode()


def post(doors, headers, body: bytes, **query):
    return doors.post("/talents/import", params={"source": "第三批认定名单"} | query, content=body, headers=headers)


def counts(answer) -> tuple:
    assert answer.status_code == 200, answer.text
    return tuple(answer.json()[name] for name in ("applied", "added", "changed", "unchanged", "skipped"))


def rows_of(registry, columns="bureau, district, source, consented_on is not null"):
    rows = registry.execute(f"select {columns} from talents order by id").fetchall()
    registry.rollback()
    return rows


def faults(answer) -> list[tuple]:
    return [(fault["row"], fault["column"], fault["what"]) for fault in answer.json()["faults"]]


def one(
    document: str | None = None, phone: str = "", consent: str = "是，2026年5月书面同意", degree: str = "硕士"
) -> str:
    return f"王五,{phone},{document or new_document()},{consent},{degree},1990-03-07,是"


def facts() -> list[dict]:
    from backend.database import transaction
    from backend.talents import repository

    with transaction() as session:
        last = repository.last_id(session)
        return [talent.facts for talent in repository.talents(session, range(last + 1))]


def test_a_list_is_registered_for_the_bureau_of_whoever_brings_it_in(registry, doors, officer):
    assert counts(post(doors, officer, csv(one(), one(consent=""), one(consent="否")))) == (True, 3, 0, 0, 0)
    assert rows_of(registry) == [("市人社局", None, "第三批认定名单", agreed) for agreed in (True, False, False)]
    assert facts()[0] == {"degree": "硕士", "born_on": "1990-03-07", "full_time": True}


def test_nothing_personal_is_legible_in_the_table(registry, doors, officer):
    post(doors, officer, csv("赵某某,13912345678,E12345678,是，签过字,硕士,1990-03-07,是"))
    stored = str(rows_of(registry, "*"))
    for value in ("赵某某", "13912345678", "E12345678", "签过字", "硕士", "1990-03-07"):
        assert value not in stored


def test_a_dry_run_says_what_would_happen_and_writes_nothing(registry, doors, officer):
    answer = post(doors, officer, csv(one(), one(degree="学士")), dry_run=True)
    assert counts(answer) == (False, 1, 0, 0, 1)
    assert faults(answer) == [(3, "最高学历", "只能是：" + "、".join(choices("degree")))]
    assert rows_of(registry) == []


def choices(name):
    from backend.policies.service import book

    return book().facts[name].choices


def test_one_faulty_row_stops_the_whole_list_unless_it_is_to_be_skipped(registry, doors, officer):
    body = csv(one(), one(phone="12345"), one())
    refused = post(doors, officer, body)
    assert (refused.status_code, refused.json()["error"]) == (422, "ListFaulty")
    assert faults(refused) == [(3, "手机号", "不是 11 位的手机号")] and refused.json()["fault_count"] == 1
    assert rows_of(registry) == []
    assert counts(post(doors, officer, body, skip_faulty=True)) == (True, 2, 0, 0, 1)


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("王五,,,是,硕士,,", None, "证件号码和手机号至少要有一个"),
        ("王五,,E1234567,,硕士,,,多", None, "最后一列后面还有内容"),
        ("王五,,410102199003071234,,硕士,,", "证件号码", "身份证号的校验位不对"),
        ("王五,,护照一号,,硕士,,", "证件号码", "6 到 20 位字母和数字"),
        ("王五,,E1234567,也许,硕士,,", "同意提醒", "写“是”或“否”"),
        ("王五,,E1234567,,硕士,去年,", "出生日期", "要写 2025-06-30"),
        ("王五,,E1234567,,硕士,2025-02-30,", "出生日期", "没有这一天"),
        ("王五,,E1234567,,硕士,1990-03-07,对", "全日制学历", "写“是”或“否”"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_with_its_column_and_without_its_numbers(
    registry, doors, officer, row, column, what
):
    answer = post(doors, officer, csv(row))
    ((number, named, told),) = faults(answer)
    assert (number, named) == (2, column) and what in told
    assert "1234" not in told and "护照" not in told


@pytest.mark.parametrize(
    ("header", "what"),
    [("手机号,工资", "不认识这一列"), ("手机号,手机号", "这一列写了两次"), ("姓名,最高学历", "认不出是谁")],
)
def test_a_column_nobody_knows_is_told_before_any_row(registry, doors, officer, header, what):
    answer = post(doors, officer, f"{header}\n王五,13912345678".encode())
    assert answer.status_code == 422 and faults(answer)[0][0] == 1 and what in faults(answer)[0][2]


def test_the_same_list_again_changes_nothing(registry, doors, officer):
    body = csv(one(), one(phone="13911112222"), "李四,13933334444,,,本科,1991,否")
    assert counts(post(doors, officer, body)) == (True, 3, 0, 0, 0)
    before = rows_of(registry, "*")
    assert counts(post(doors, officer, body)) == (True, 0, 0, 3, 0)
    assert rows_of(registry, "*") == before


def test_a_changed_row_updates_its_talent_and_only_that(registry, doors, officer):
    documents = [new_document() for _ in range(2)]
    post(doors, officer, csv(*map(one, documents)))
    before = rows_of(registry, "id, facts")
    answer = post(doors, officer, csv(one(documents[0]), one(documents[1], degree="博士")))
    assert counts(answer) == (True, 0, 1, 1, 0)
    assert [old == new for old, new in zip(before, rows_of(registry, "id, facts"), strict=True)] == [True, False]
    assert [told["degree"] for told in facts()] == ["硕士", "博士"]


def test_an_empty_cell_takes_a_fact_back_and_a_missing_column_does_not(registry, doors, officer):
    document = new_document()
    post(doors, officer, csv(one(document)))
    post(doors, officer, f"证件号码,最高学历\n{document},".encode())
    assert facts() == [{"born_on": "1990-03-07", "full_time": True}]


def test_one_person_is_not_registered_twice_by_document_and_by_phone(registry, doors, officer):
    post(doors, officer, "手机号,最高学历\n13911112222,硕士".encode())
    document = new_document()
    assert counts(post(doors, officer, csv(one(document, phone="139 1111 2222")))) == (True, 0, 1, 0, 0)
    other = post(doors, officer, csv(one(phone="13911112222")))
    assert faults(other) == [(2, "手机号", "这个手机号登记在另一个证件号码名下")]


def test_the_same_person_twice_in_a_list_is_a_fault_of_the_second_row(registry, doors, officer):
    document = new_document()
    answer = post(doors, officer, csv(one(document), one(document)))
    assert faults(answer) == [(3, "证件号码", "与第 2 行相同")]


def test_another_bureaus_talent_is_not_changed(registry, doors, officer, staff):
    document = new_document()
    post(doors, officer, csv(one(document)))
    answer = post(doors, staff("officer", "市科技局"), csv(one(document, degree="博士")))
    assert faults(answer) == [(2, None, "已由市人社局登记，请联系该单位修改")]
    assert facts()[0]["degree"] == "硕士"


def test_months_told_as_a_number_grow_with_time(registry, doors, officer):
    from backend.policies.service import book

    label = book().facts["pension_months"].label
    post(doors, officer, f"证件号码,{label}\n{new_document()},3".encode())
    (told,) = facts()
    assert "pension_months" not in told and "/" in told["pension_since"]


def test_a_spreadsheet_is_read_like_a_csv(registry, doors, officer):
    from datetime import datetime

    book = openpyxl.Workbook()
    book.active.append(HEADER.strip().split(","))
    book.active.append(["王五", 13911112222, "410102199003070019", "是", "硕士", datetime(1990, 3, 7), True])
    book.active.append([None] * 7)
    book.active.append(["李四", None, 410102199003070016, None, "本科", "1991", "否"])
    file = io.BytesIO()
    book.save(file)
    answer = post(doors, officer, file.getvalue(), skip_faulty=True)
    assert counts(answer) == (True, 1, 0, 0, 1)
    assert facts() == [{"degree": "硕士", "born_on": "1990-03-07", "full_time": True}]
    assert faults(answer) == [(4, "证件号码", "在表格里成了数字，后几位已经丢失：先把这一列设为文本，再重新填写")]


def test_a_csv_as_spreadsheets_here_save_it_is_read(registry, doors, officer):
    assert counts(post(doors, officer, csv(one()).decode().encode("gbk"))) == (True, 1, 0, 0, 0)


@pytest.mark.parametrize("body", [b"", b"\x00\x01\x02", b"PK\x03\x04broken", '姓名,手机号\n"王五'.encode()])
def test_what_is_no_list_is_refused(registry, doors, officer, body):
    answer = post(doors, officer, body)
    assert (answer.status_code, answer.json()["error"]) == (422, "ListUnreadable")


def test_a_file_that_unpacks_to_gigabytes_is_not_opened(registry, doors, officer):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(300 * 1024 * 1024))
    assert post(doors, officer, file.getvalue()).json()["error"] == "ListUnreadable"


def test_more_rows_than_one_import_may_have_are_refused(registry, doors, officer):
    body = HEADER + "王五,,,,,,\n" * 20_001
    answer = post(doors, officer, body.encode())
    assert (answer.status_code, answer.json()["error"]) == (422, "ListTooLong")


def test_a_large_body_is_taken_at_this_door_from_staff_and_from_nobody_else(registry, doors, officer, speaker):
    body = csv(*(one() for _ in range(2_000)))
    assert len(body) > 64 * 1024
    assert counts(post(doors, officer, body))[1] == 2_000
    assert post(doors, speaker, body).status_code == 413
    assert doors.post("/policy-changes/1/decision", content=body, headers=officer).status_code == 413


@pytest.mark.parametrize("role", ["city_lead", "admin"])
def test_who_brings_in_no_lists_is_refused(registry, doors, staff, role):
    answer = post(doors, staff(role), csv(one()))
    assert (answer.status_code, answer.json()["error"]) == (403, "NotAllowed")


def test_strangers_and_citizens_are_refused(registry, doors, speaker):
    assert post(doors, {}, csv(one())).status_code == 401
    assert post(doors, speaker, csv(one())).status_code == 401
