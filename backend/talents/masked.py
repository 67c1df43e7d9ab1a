"""Names and documents as far as they may be shown."""


def initial(name: str | None) -> str | None:
    """王五 as 王*."""
    return name and name[0] + "*" * (len(name) - 1)


def hinted(document: str | None) -> str | None:
    """For its owner."""
    return f"（尾号 {tail(document)}）" if document else None


def tail(document: str | None) -> str | None:
    """For an officer who looks them up in the system of the office, on record."""
    return document and document[-4:]


def ends(document: str | None) -> str | None:
    """For anybody else: two at its end, less than what confirms it."""
    return document and "*" * (len(document) - 2) + document[-2:]
