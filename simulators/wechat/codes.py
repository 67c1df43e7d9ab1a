"""What the picture of a QR code says."""


def content(ticket: str) -> str:
    """The address that a phone reads from it."""
    return f"http://weixin.qq.com/q/{ticket[:24]}"
