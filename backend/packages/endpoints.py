"""The application package of a case, as a page and as a PDF, for its owner only."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from backend.database import transaction
from backend.limits import new_query
from backend.packages import schemas, service
from backend.packages.page import page_of
from backend.packages.pdf import pdf_of
from backend.people.callers import Caller, current_caller

router = APIRouter(tags=["申请资料袋"], dependencies=[Depends(new_query)])

Who = Annotated[Caller, Depends(current_caller)]
Token = Annotated[str, Path(max_length=300)]
_PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def _gives(media_type: str) -> dict:
    """For the documentation: errors are JSON all the same."""
    return {200: {"content": {media_type: {}}}}


@router.post("/cases/{id}/package", summary="生成申请资料袋的链接", status_code=201)
def offer(caller: Who, id: UUID) -> schemas.PackageOut:
    with transaction() as session:
        return service.offer(session, caller, id)


@router.get(
    "/packages/{token}.pdf", summary="申请资料袋（PDF）", response_class=Response, responses=_gives("application/pdf")
)
def pdf(caller: Who, token: Token) -> Response:
    with transaction() as session:
        sheet = service.sheet(session, caller, token)
    headers = {**_PRIVATE, "Content-Disposition": f'inline; filename="{sheet.number}.pdf"'}
    return Response(pdf_of(sheet), media_type="application/pdf", headers=headers)


@router.get("/packages/{token}", summary="申请资料袋（网页）", response_class=Response, responses=_gives("text/html"))
def page(caller: Who, token: Token) -> Response:
    with transaction() as session:
        sheet = service.sheet(session, caller, token)
    html, policy = page_of(sheet, f"{token}.pdf")
    headers = {**_PRIVATE, "Content-Security-Policy": policy}
    return Response(html, media_type="text/html", headers=headers)
