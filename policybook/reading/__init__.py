"""What a person says about themselves, as facts."""

from policybook.reading.message import Reading, read

__all__ = ["Reading", "read"]
