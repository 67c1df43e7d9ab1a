"""The XML of every message and event the platform sends, and the reading of XML it gets back."""

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

Fields = dict[str, object]
SILENT = (  # events whose failed delivery the user does not see
    "TEMPLATESENDJOBFINISH",
    "subscribe_msg_sent_event",
    "subscribe_msg_popup_event",
    "subscribe_msg_change_event",
    "unsubscribe",
    "LOCATION",
    "kf_create_session",
    "kf_close_session",
)


class BadXml(ValueError):
    """It is not a flat XML document without entities."""


def text(content: str, menu_id: str | None = None) -> Fields:
    return {"MsgType": "text", "Content": content} | ({"bizmsgmenuid": menu_id} if menu_id is not None else {})


def image(media_id: str = "media-image", url: str = "http://mmbiz.qpic.cn/simulated.jpg") -> Fields:
    return {"MsgType": "image", "PicUrl": url, "MediaId": media_id}


def voice(recognition: str | None = None, media_id: str = "media-voice") -> Fields:
    """`recognition` None: the account has speech recognition switched off; "" is what silence gives."""
    fields = {"MsgType": "voice", "MediaId": media_id, "Format": "amr", "MediaId16K": f"{media_id}-16k"}
    return fields | ({"Recognition": recognition} if recognition is not None else {})


def video(kind: str = "video", media_id: str = "media-video") -> Fields:
    """`kind` is video or shortvideo."""
    return {"MsgType": kind, "MediaId": media_id, "ThumbMediaId": f"{media_id}-thumb"}


def location(latitude: float, longitude: float, label: str) -> Fields:
    """Degrees, GCJ-02."""
    return {"MsgType": "location", "Location_X": latitude, "Location_Y": longitude, "Scale": 16, "Label": label}


def link(title: str, description: str, url: str) -> Fields:
    return {"MsgType": "link", "Title": title, "Description": description, "Url": url}


def file(title: str, media_id: str = "media-file") -> Fields:
    return {
        "MsgType": "file",
        "Title": title,
        "Description": "",
        "FileKey": media_id,
        "FileMd5": "0" * 32,
        "FileTotalLen": 1,
    }


def event(name: str, **fields: object) -> Fields:
    return {"MsgType": "event", "Event": name, **fields}


def xml(fields: Fields) -> str:
    """Numbers plain, strings in CDATA, a list as repeated tags, as the platform writes them."""
    return f"<xml>{_inner(fields)}</xml>"


def _inner(fields: Fields) -> str:
    parts = []
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            parts.append(f"<{name}>{_value(one)}</{name}>")
    return "".join(parts)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return _inner(value)
    if isinstance(value, int | float):
        return str(value)
    return "<![CDATA[" + str(value).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def read(body: str | bytes) -> dict:
    """Tags to text, nested dictionaries, or lists where a tag repeats; raises BadXml."""
    try:
        root = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise BadXml(str(error)) from error
    found = _read(root)
    if root.tag != "xml" or not isinstance(found, dict):
        raise BadXml(f"<{root.tag}> is not a message")
    return found


def _read(node: Element) -> str | dict:
    if len(node) == 0:
        return node.text or ""
    found: dict = {}
    for child in node:
        value = _read(child)
        if child.tag in found:
            before = found[child.tag]
            found[child.tag] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            found[child.tag] = value
    return found
