"""The registry's fixtures serve matching too."""

from tests.backend.talents.conftest import doors, officer, registry, staff

__all__ = ["doors", "officer", "registry", "staff"]
