// Draws one conversation as it looks on the phone.

import { clock, face, node } from "/page/nodes.js";
import { opened } from "/page/server.js";

const QUIET = 300; // seconds after which the time is shown again
const LINK = /<a\s[^>]*href=["']([^"']+)["'][^>]*>(.*?)<\/a>|(https?:\/\/[\w\-./?%&=#~:+,;@!]+)/g;
const MENU = "weixin://bizmsgmenu?";

export class Chat {
  constructor(place, act) {
    this.place = place;
    this.act = act;
    this.clear();
    new ResizeObserver(() => { if (this.follows) this.toEnd(); }).observe(place);
    place.addEventListener("scroll", () => { this.follows = place.scrollHeight - place.scrollTop - place.clientHeight < 80; });
  }

  clear() {
    this.follows = true; // the newest is kept in sight until the person scrolls back
    this.place.replaceChildren();
    this.last = 0;
    this.shown = 0;
  }

  /** user: name and openid; account: name; entries as the simulator keeps them. */
  add(entries, user, account) {
    this.user = user;
    this.account = account;
    for (const one of entries) {
      this.shown = one.n;
      if (one.kind === "typing") continue;
      if (one.at - this.last > QUIET) this.place.append(node("div", { class: "when" }, clock(one.at)));
      this.last = one.at;
      this.place.append(this.drawn(one));
    }
    if (entries.length && this.follows) this.toEnd();
  }

  toEnd() {
    this.place.scrollTop = this.place.scrollHeight;
  }

  typing(on) {
    const there = this.place.querySelector(".waits");
    if (on && !there) {
      const dots = node("span", { class: "dots" }, node("i"), node("i"), node("i"));
      this.place.append(node("div", { class: "said waits" }, face("才", "account"), node("div", { class: "bubble" }, dots)));
      if (this.follows) this.toEnd();
    }
    if (!on && there) there.remove();
    if (on && there && there !== this.place.lastChild) this.place.append(there);
  }

  drawn(one) {
    if (["fault", "handover", "notice"].includes(one.kind)) {
      return node("div", { class: `notice ${one.kind}` }, one.text);
    }
    if (one.kind === "template" || one.kind === "subscription") return this.ticket(one);
    if (one.kind === "news" || one.kind === "card") return this.article(one);
    const mine = one.kind === "said";
    const who = mine ? face(this.user.name) : one.kind === "staff" ? face("客", "staff") : face("才", "account");
    return node("div", { class: `said ${mine ? "mine" : ""}` }, who, this.bubble(one));
  }

  bubble(one) {
    const kind = one.detail.MsgType ?? one.kind;
    if (kind === "location") return node("div", { class: "bubble place" }, node("b", {}, one.text.replace("［位置］", "")), node("i"));
    if (kind === "image") return node("div", { class: "bubble picture", role: "img", "aria-label": "图片" });
    if (kind === "voice") return node("div", { class: "bubble sound" }, "3″");
    if (kind === "menu") return this.menu(one);
    return node("div", { class: "bubble" }, ...(one.kind === "said" ? [one.text] : this.linked(one.text)));
  }

  menu(one) {
    const { head, tail } = one.detail;
    const taps = one.items.map((item) => this.tap(item.content, item.id));
    return node("div", { class: "bubble" },
      head ? node("div", { class: "head" }, ...this.linked(head)) : null, ...taps,
      tail ? node("div", { class: "tail" }, ...this.linked(tail)) : null);
  }

  tap(content, id) {
    return node("button", { class: "tap", onclick: () => this.act("say", { text: content, menu_id: id }) }, content);
  }

  linked(text) {
    const parts = [];
    let from = 0;
    for (const found of text.matchAll(LINK)) {
      parts.push(text.slice(from, found.index), this.link(found[1] ?? found[3], found[2] ?? found[3]));
      from = found.index + found[0].length;
    }
    return [...parts, text.slice(from)];
  }

  link(address, text) {
    if (address.startsWith(MENU)) {
      const told = new URLSearchParams(address.slice(MENU.length).replaceAll("&amp;", "&"));
      return this.tap(told.get("msgmenucontent") ?? text, told.get("msgmenuid"));
    }
    return node("a", { href: opened(this.user.openid, address), target: "_blank", rel: "noreferrer" }, text);
  }

  ticket(one) {
    const lines = Object.entries(one.detail.lines).flatMap(([label, value]) => [node("dt", {}, label), node("dd", {}, value)]);
    const url = one.detail.url || one.detail.page;
    const kind = one.kind === "template" ? "服务通知" : "订阅通知";
    return node("article", { class: "ticket" },
      node("div", { class: "kind" }, face("才", "account"), `${this.account.name} · ${kind}`),
      node("h4", {}, one.detail.title), node("dl", {}, ...lines), url ? this.more(url) : null);
  }

  article(one) {
    const { title, description, url } = one.detail;
    return node("article", { class: "ticket" },
      node("h4", {}, title ?? one.text), description ? node("p", {}, description) : null, url ? this.more(url) : null);
  }

  more(url) {
    return node("a", { href: opened(this.user.openid, url), target: "_blank", rel: "noreferrer" }, "查看详情");
  }
}
