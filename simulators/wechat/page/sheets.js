// The sheets that slide over the phone: place, voice, QR code, web page.

import { byId, node } from "/page/nodes.js";
import { opened } from "/page/server.js";

export class Sheets {
  /** now() gives the newest state, act(name, more) makes something happen. */
  constructor(constants, now, act) {
    Object.assign(this, { constants, now, act });
    byId("sheet").addEventListener("click", (event) => {
      if (event.target === event.currentTarget || event.target.closest("[data-close]")) this.close();
    });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(); });
  }

  close() {
    byId("sheet").hidden = true;
  }

  show(name) {
    const [title, body] = this[name]();
    byId("sheet-title").textContent = title;
    byId("sheet-body").replaceChildren(...body);
    byId("sheet").hidden = false;
    byId("sheet-body").querySelector("input, textarea, button")?.focus();
  }

  done(name, more) {
    this.close();
    this.act(name, more);
  }

  location() {
    const places = this.constants.places.map((place) => this.choice(place.label, `${place.latitude}, ${place.longitude}`,
      () => this.done("location", place)));
    return ["发送位置", places];
  }

  voice() {
    const text = node("input", { placeholder: "说了什么", "aria-label": "语音的内容", value: "博士每个月能领多少生活补贴" });
    const send = (recognised) => () => this.done("voice", { text: text.value, recognised });
    return ["发送语音", [
      node("p", {}, "公众号开通了语音识别，后台就能收到文字；没有开通，只收到一段声音。"),
      node("form", { onsubmit: (event) => { event.preventDefault(); send(true)(); } }, text,
        node("div", { class: "row wrap" }, node("button", { class: "green" }, "发送（识别成文字）"),
          node("button", { class: "quiet", type: "button", onclick: send(false) }, "发送（没有识别）"))),
    ]];
  }

  scan() {
    const { scenes } = this.now();
    const made = scenes.map((one) => this.choice(one.scene, one.expired ? "已过期" : "有效", () => this.done("scan", { text: one.ticket })));
    const hint = scenes.length ? "后台生成过的二维码，点一下就是扫它：" : "后台还没有生成过二维码。网页上要求扫码绑定时，这里会出现那个码。";
    return ["扫一扫", [node("p", {}, hint), ...made, this.asked("二维码的场景值", "扫", (text) => this.done("scan", { text }))]];
  }

  open() {
    return ["打开网页", [
      node("p", {}, "在新窗口打开，网页授权会认出当前这位用户。"),
      this.asked("https://", "打开", (url) => { this.close(); window.open(opened(this.now().user.openid, url), "_blank", "noreferrer"); }),
    ]];
  }

  choice(text, more, onclick) {
    return node("button", { class: "choice", onclick }, node("span", {}, text), node("small", {}, more));
  }

  asked(placeholder, button, then) {
    const field = node("input", { placeholder, "aria-label": placeholder });
    const form = node("form", { onsubmit: (event) => { event.preventDefault(); if (field.value.trim()) then(field.value.trim()); } },
      field, node("button", { class: "green" }, button));
    form.style.marginTop = "14px";
    return form;
  }
}
