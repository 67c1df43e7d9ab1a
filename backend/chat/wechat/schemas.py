"""What the doors of WeChat give."""

from pydantic import BaseModel, Field


class BindingOut(BaseModel):
    content: str = Field(description="二维码的内容，自己画的时候用")
    image: str = Field(description="画好的二维码，data: 开头的 SVG")
    seconds: int = Field(description="多少秒内有效，扫一次就作废")
