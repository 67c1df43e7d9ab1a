// The card of an application package: its page and its PDF, fetched with the visitor's token, also from another origin.

import { h, icon } from "./dom";
import type { Package } from "./protocol";
import { momentOf, words } from "./words";

/** Fetches from the backend with the bearer token; rejects what is no success. */
export type Fetch = (address: string) => Promise<Response>;

export function packageCard(card: Package, get: Fetch, now: Date): HTMLElement {
  const expired = new Date(card.expires_at) <= now;
  const note = h("p", { class: "dim", role: "status" }, expired ? words.expired : words.validUntil(momentOf(card.expires_at, now)));
  const say = (text: string) => void (note.textContent = text);
  const page = () => openPage(card, get, say);
  const pdf = () => savePdf(card, get, say);
  return h(
    "section",
    { class: "card package" },
    h("header", {}, icon("page"), h("strong", {}, card.title)),
    note,
    h(
      "div",
      { class: "row" },
      h("button", { class: "primary", type: "button", disabled: expired, onclick: page }, words.openPage),
      h("button", { class: "plain", type: "button", disabled: expired, onclick: pdf }, words.savePdf),
    ),
  );
}

async function savePdf(card: Package, get: Fetch, say: (text: string) => void): Promise<void> {
  if (navigator.userAgent.includes("MicroMessenger")) return say(words.noDownloads);
  say(words.preparing);
  try {
    const address = URL.createObjectURL(await (await get(card.pdf_url)).blob());
    h("a", { href: address, download: `${card.title}.pdf` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    say(words.saved);
  } catch {
    say(words.packageFailed);
  }
}

/** The window opens at once, while the press still counts as the visitor's; the page comes into it later. */
async function openPage(card: Package, get: Fetch, say: (text: string) => void): Promise<void> {
  const opened = window.open("", "_blank");
  if (!opened) return say(words.popupBlocked);
  opened.opener = null;
  opened.document.title = words.preparing;
  try {
    fill(opened, await (await get(card.url)).text(), () => savePdf(card, get, say));
  } catch {
    opened.close();
    say(words.packageFailed);
  }
}

/**
 * Not a blob address: such a page would stand under the embedding page's content security policy and lose its styles.
 * Scripts do not come along, nor does the font of the print, which those policies refuse.
 */
function fill(opened: Window, html: string, pdf: () => void): void {
  let css = "table{font:inherit;color:inherit}"; // which a page made of nothing would not inherit
  const plain = html.replace(/<style>([^]*?)<\/style>/g, (_, rules: string) => ((css += rules.replace(/@font-face{.*?}/, "")), ""));
  const page = new DOMParser().parseFromString(plain, "text/html");
  const here = opened.document;
  page.querySelectorAll("script,base").forEach((element) => element.remove());
  page.querySelectorAll("a[href$='.pdf']").forEach((link) => link.setAttribute("href", "#"));
  here.title = page.title;
  here.documentElement.lang = page.documentElement.lang;
  here.head.append(...Array.from(page.querySelectorAll("meta[name]"), (meta) => here.importNode(meta)));
  here.body.replaceWith(here.importNode(page.body, true));
  here.querySelectorAll("a[href='#']").forEach((link) => link.addEventListener("click", pdf));
  dress(here, (opened as Window & typeof globalThis).CSSStyleSheet, css);
}

/** Constructed style sheets pass every content security policy; browsers without them get an element. */
export function dress(root: Document | ShadowRoot, Sheet: typeof CSSStyleSheet, css: string): void {
  try {
    const sheet = new Sheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = h("style", {}, css);
    (("head" in root && root.head) || root).append(style);
  }
}
