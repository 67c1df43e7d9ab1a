// The web component <xiaocai-chat>: a launcher and a panel in a shadow root, joined to one conversation.

import { bindWeChat } from "./binding";
import { brandOf } from "./color";
import { Composer } from "./composer";
import { Conversation, type Screen } from "./conversation";
import { h, icon } from "./dom";
import { Menu } from "./menu";
import { Messages } from "./messages";
import { dress } from "./package";
import type { Said } from "./protocol";
import { Store, type Unsent } from "./store";
import css from "./styles.css";
import { HOTLINE, words } from "./words";

const THEMES = ["auto", "light", "dark"] as const;
const OFFLINE_AFTER = 1500; // milliseconds; a shorter break is not worth a word
const PHONE = "(max-width: 540px), (max-height: 460px)"; // as in styles.css

export class XiaocaiChat extends HTMLElement implements Screen {
  private backend = "";
  private store!: Store;
  private conversation!: Conversation;
  private messages!: Messages;
  private composer!: Composer;
  private menu!: Menu;
  private root = h("div", { class: "root" });
  private launcher = h("button", { class: "launcher", type: "button" });
  private panel = h("section", { class: "panel", role: "dialog", tabindex: -1, hidden: true });
  private banner = h("p", { class: "banner", role: "status", hidden: true });
  private badge = h("span", { class: "badge", "aria-hidden": "true", hidden: true });
  private offline?: number;
  private dark = matchMedia("(prefers-color-scheme: dark)");
  private phone = matchMedia(PHONE);
  private undo: (() => void)[] = [];

  connectedCallback(): void {
    if (!this.shadowRoot) this.build();
    this.live();
    this.wear();
    if (this.dataset.open !== undefined || this.wasOpen(null)) this.show();
    else this.conversation.resume();
  }

  disconnectedCallback(): void {
    this.conversation.close();
    for (const undo of this.undo.splice(0)) undo();
  }

  /** Opens the panel, and the visitor can write at once. */
  open(): void {
    this.show();
    this.focusIn();
  }

  private show(): void {
    this.panel.hidden = false;
    this.launcher.hidden = true;
    this.wasOpen("1");
    this.fit();
    this.look();
    this.conversation.open();
    this.composer.measure();
    this.messages.toEnd();
  }

  /** Closes the panel; the conversation goes on. */
  close(): void {
    this.panel.hidden = true;
    this.launcher.hidden = false;
    this.wasOpen("");
    this.fit();
    this.look();
    this.launcher.focus();
  }

  /** Opens the panel and says `text` for the visitor. */
  ask(text: string): void {
    this.open();
    this.conversation.say(text);
  }

  // What the conversation tells.

  cleared(renewed: boolean): void {
    this.messages.clear();
    if (renewed) this.messages.note(words.renewed);
  }

  loading(on: boolean): void {
    this.messages.loading(on);
  }

  skipped(): void {
    this.messages.note(words.skipped);
  }

  said(said: Said): void {
    this.messages.add(said);
  }

  waiting(unsent: Unsent): void {
    this.messages.wait(unsent);
  }

  settled(key: string, text: string): void {
    this.messages.settle(key, text);
  }

  refused(key: string, detail: string): void {
    this.messages.refuse(key, detail);
  }

  typing(on: boolean): void {
    this.messages.typing(on);
  }

  online(on: boolean): void {
    if (on) {
      clearTimeout(this.offline);
      this.offline = undefined;
      this.banner.hidden = true;
    } else {
      this.offline ??= setTimeout(() => {
        this.banner.hidden = false;
        this.banner.textContent = words.offline;
      }, OFFLINE_AFTER);
    }
  }

  unread(count: number): void {
    this.badge.hidden = !count;
    this.badge.textContent = count > 99 ? "99+" : String(count);
    this.launcher.setAttribute("aria-label", words.launchLabel(this.name, count));
  }

  private get name(): string {
    return this.dataset.title || words.title;
  }

  private build(): void {
    this.backend = new URL(this.dataset.backend || location.origin, location.href).origin;
    this.store = new Store(this.backend);
    this.messages = new Messages({
      say: (text) => this.press(text),
      get: (address) => this.fetch(address),
      rate: (stars, comment) => this.rate(stars, comment),
      store: this.store,
    });
    this.composer = new Composer((text) => this.conversation.say(text));
    this.menu = new Menu(this.choices());
    this.launcher.append(icon("chat"), h("span", {}, words.launch), this.badge);
    this.launcher.addEventListener("click", () => this.open());
    this.panel.setAttribute("aria-label", this.name);
    this.panel.addEventListener("keydown", (event) => this.key(event));
    const footnote = h("p", { class: "footnote" }, words.footnote, h("a", { href: `tel:${HOTLINE}` }, HOTLINE));
    this.panel.append(this.header(), this.menu.list, this.banner, this.messages.log, this.composer.form, footnote);
    this.root.append(this.launcher, this.panel);
    this.unread(0);
    const shadow = this.attachShadow({ mode: "open" });
    dress(shadow, CSSStyleSheet, css);
    shadow.append(this.root);
  }

  private header(): HTMLElement {
    const close = h("button", { class: "bare", type: "button", "aria-label": words.close, onclick: () => this.close() });
    close.append(icon("close"));
    const title = h("div", { class: "title" }, h("strong", {}, this.name), h("small", {}, words.subtitle));
    return h("header", { class: "top" }, h("span", { class: "face", "aria-hidden": "true" }, "才"), title, this.menu.button, close);
  }

  private choices() {
    const say = (text: string) => ({ label: text, choose: () => this.press(text) });
    const theme = (name: (typeof THEMES)[number]) => ({
      label: words.theme[name],
      group: true,
      chosen: () => (this.store.get("theme") ?? "auto") === name,
      choose: () => this.prefer("theme", name),
    });
    const large = () => this.store.get("large") === "1";
    return [
      [say(words.human), { label: words.wechat, choose: () => this.bind() }, say(words.exportData), say(words.forget)],
      [{ label: words.large, chosen: large, choose: () => this.prefer("large", large() ? null : "1") }],
      THEMES.map(theme),
      [{ label: words.finish, choose: () => this.messages.askRating() }],
    ];
  }

  private live(): void {
    this.conversation = new Conversation(this.backend, this.store, this);
    this.messages.clear();
    this.on(document, "visibilitychange", () => {
      this.look();
      if (!document.hidden) this.conversation.hurry();
    });
    this.on(window, "online", () => this.conversation.hurry());
    this.on(this.dark, "change", () => this.wear());
    this.on(this.phone, "change", () => this.fit());
    if (window.visualViewport) this.on(window.visualViewport, "resize", () => this.fit());
    this.undo.push(this.store.watch(() => this.wear()));
  }

  private on(target: EventTarget, event: string, listener: () => void): void {
    target.addEventListener(event, listener);
    this.undo.push(() => target.removeEventListener(event, listener));
  }

  private press(text: string): void {
    this.conversation.say(text);
    this.focusIn();
  }

  /** On a touch screen the keyboard would cover what was just opened. */
  private focusIn(): void {
    (matchMedia("(pointer: coarse)").matches ? this.panel : this.composer.input).focus({ preventScroll: true });
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing || event.key !== "Escape") return this.keepIn(event);
    event.stopPropagation();
    this.close();
  }

  /** Full screen there is nothing to see behind the panel, so Tab stays in it. */
  private keepIn(event: KeyboardEvent): void {
    if (event.key !== "Tab" || !this.phone.matches) return;
    const all = this.panel.querySelectorAll<HTMLElement>("a,button:not([disabled]),textarea,input,[tabindex='0']");
    const stops = Array.from(all).filter((element) => element.offsetParent);
    const [from, to] = event.shiftKey ? [stops[0], stops[stops.length - 1]] : [stops[stops.length - 1], stops[0]];
    if (this.shadowRoot!.activeElement !== from) return;
    event.preventDefault();
    to!.focus();
  }

  private look(): void {
    this.conversation.look(!this.panel.hidden && !document.hidden);
  }

  private prefer(name: "theme" | "large", value: string | null): void {
    this.store.set(name, value);
    this.wear();
    this.composer.measure();
    this.messages.toEnd();
  }

  private wear(): void {
    const theme = this.store.get("theme") ?? "auto";
    const dark = theme === "dark" || (theme === "auto" && this.dark.matches);
    this.root.className = `root ${dark ? "dark" : "light"} ${this.dataset.position === "left" ? "left" : ""}`;
    this.root.classList.toggle("large", this.store.get("large") === "1");
    for (const [name, value] of Object.entries(brandOf(this.dataset.color))) this.root.style.setProperty(name, value);
  }

  /** On a phone the panel is as high as what the on-screen keyboard leaves, and the page behind does not scroll. */
  private fit(): void {
    const full = this.phone.matches && !this.panel.hidden;
    const seen = window.visualViewport;
    document.documentElement.style.overflow = full ? "hidden" : "";
    this.panel.setAttribute("aria-modal", String(full));
    this.panel.style.height = full && seen ? `${seen.height}px` : "";
    this.panel.style.top = full && seen ? `${seen.offsetTop}px` : "";
  }

  /** Remembered for this tab only. */
  private wasOpen(value: string | null): boolean {
    try {
      if (value !== null) sessionStorage.setItem("xiaocai:open", value);
      return sessionStorage.getItem("xiaocai:open") === "1";
    } catch {
      return false;
    }
  }

  private async rate(stars: number, comment: string | null): Promise<void> {
    const headers = { "Content-Type": "application/json" };
    await this.fetch("/evaluations", { method: "POST", headers, body: JSON.stringify({ stars, comment }) });
  }

  private bind(): void {
    void bindWeChat(() => this.fetch("/wechat/bindings", { method: "POST" }), this.messages);
  }

  /** The token goes to the backend and nowhere else, whatever host an address names. */
  private async fetch(address: string, options: RequestInit = {}): Promise<Response> {
    const { pathname, search } = new URL(address, this.backend);
    const headers = { ...options.headers, Authorization: `Bearer ${this.conversation.bearer}` };
    const response = await fetch(this.backend + pathname + search, { ...options, headers, credentials: "omit" });
    if (!response.ok) throw new Error(String(response.status));
    return response;
  }
}
