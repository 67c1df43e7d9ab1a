"""In which district somebody is, by the address or the coordinates of a place on a map."""

from math import cos, hypot, radians

from policybook.tables import Term

_FARTHEST = 45.0  # kilometres from the middle of a district; whoever is farther off is not in this city
_DEGREE = 111.2  # kilometres of latitude


def district_at(districts: dict[str, Term], address: str, latitude: float, longitude: float) -> str | None:
    """The district that the address names, else the one whose middle is nearest; None outside the city.

    A full name counts before a short one: 郑东新区 in 金水区商务外环路(郑东新区) lies farther to the right, and the
    planned districts have windows of their own within the administrative ones.
    """
    return _named(districts, address) or _nearest(districts, latitude, longitude)


def _named(districts: dict[str, Term], address: str) -> str | None:
    names = {word: district for district, term in districts.items() for word in (district, *term.aliases)}
    # 中原 alone may be 中原西路, which is somewhere else.
    there = [word for word in names if word[-1] in "区县市" and word in address]
    whole = [word for word in there if word in districts]
    best = max(whole or there, key=lambda word: (address.rfind(word), len(word)), default=None)
    return names[best] if best else None


def _nearest(districts: dict[str, Term], latitude: float, longitude: float) -> str | None:
    away = {
        district: _kilometres(term.near, (latitude, longitude)) for district, term in districts.items() if term.near
    }
    nearest = min(away, key=away.__getitem__, default=None)
    return nearest if nearest and away[nearest] <= _FARTHEST else None


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """On a flat map, which is exact enough within a city."""
    east = (one[1] - other[1]) * cos(radians(one[0]))
    return _DEGREE * hypot(one[0] - other[0], east)
