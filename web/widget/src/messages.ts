// Draws what was said: bubbles, their cards and quick replies, in a log that is read aloud as it grows.

import { caseCard, checklistCard, interviewCard, retire, sourcesCard } from "./cards";
import { aside, h, icon } from "./dom";
import { packageCard, type Fetch } from "./package";
import { type Card, isUttered, type QuickReply, type Reply, type Said } from "./protocol";
import { type Rate, ratingCard, thanks } from "./rating";
import type { Store, Unsent } from "./store";
import { textNodes, unrepeated } from "./text";
import { momentOf, words } from "./words";

const PAUSE = 10 * 60_000; // milliseconds between two messages after which the time is shown
const SHORT = 3; // quick replies as short as this (是的, 下一步) answer a question, and only the one asked last

export interface Doors {
  say(text: string): void;
  get: Fetch;
  rate: Rate;
  store: Store;
}

export class Messages {
  readonly log = h("div", { class: "log", role: "log", "aria-live": "polite", tabindex: 0, "aria-label": words.log });
  private said = h("div", { class: "said" });
  private pending = h("div", { class: "said" });
  private dots = h("div", { class: "typing", role: "status", hidden: true });
  private newest = h("button", { class: "newest", type: "button", hidden: true }, icon("down"), words.newest);
  private byKey = new Map<string, HTMLElement>();
  private checklists = new Map<string, HTMLElement>();
  private last = 0; // milliseconds: when the message above was said
  private stick = true; // to the end, unless the reader has gone up
  private calm?: number;

  constructor(private doors: Doors) {
    this.dots.append(h("i"), h("i"), h("i"));
    this.log.append(this.said, this.pending, this.dots, this.newest);
    this.log.addEventListener("scroll", () => {
      this.stick = this.atEnd();
      if (this.stick) this.newest.hidden = true;
    });
    // The keyboard of a phone and a growing text box take room from the log.
    new ResizeObserver(() => this.stick && this.toEnd()).observe(this.log);
    this.newest.addEventListener("click", () => this.toEnd());
    this.clear();
  }

  clear(): void {
    this.said.replaceChildren(this.greeting());
    this.pending.replaceChildren();
    this.byKey.clear();
    this.checklists.clear();
    this.last = 0;
  }

  /** What is loaded from the past is not read aloud. */
  loading(on: boolean): void {
    this.log.setAttribute("aria-busy", String(on));
    if (!on) this.toEnd();
  }

  add(said: Said): void {
    const follow = this.atEnd();
    this.time(said.at);
    const row = isUttered(said) ? this.mine(said.key, said.text) : this.theirs(said);
    if (isUttered(said)) this.settleQuickReplies();
    this.said.append(row);
    this.follow(row, follow || isUttered(said));
  }

  wait({ key, text }: Unsent): void {
    const row = this.mine(key, text);
    row.append(h("span", { class: "state" }, words.waiting));
    row.classList.add("waiting");
    this.pending.append(row);
    this.settleQuickReplies();
    this.toEnd();
  }

  settle(key: string, text: string): void {
    const row = this.byKey.get(key);
    if (!row) return;
    row.querySelector(".bubble")!.replaceChildren(aside(words.youSaid), ...textNodes(text));
    if (!row.classList.contains("waiting")) return;
    row.classList.remove("waiting");
    row.querySelector(".state")?.remove();
    this.time(new Date().toISOString());
    this.said.append(row);
    this.toEnd();
  }

  refuse(key: string, detail: string): void {
    const row = this.byKey.get(key);
    if (!row) return;
    const text = row.dataset.text!;
    const again = () => {
      row.remove();
      this.doors.say(text);
    };
    row.classList.replace("waiting", "refused");
    const button = h("button", { type: "button", class: "again", onclick: again }, words.again);
    row.querySelector(".state")?.replaceWith(h("span", { class: "state" }, icon("gone"), detail || words.notSent, button));
    this.said.append(row);
    this.toEnd();
  }

  note(text: string): void {
    this.said.append(h("p", { class: "time" }, text));
  }

  typing(on: boolean): void {
    const follow = this.atEnd();
    this.dots.hidden = !on;
    this.dots.querySelector(".aside")?.remove();
    if (on) this.dots.append(aside(words.typing));
    clearTimeout(this.calm);
    if (on) this.calm = setTimeout(() => this.typing(false), 60_000);
    if (follow) this.toEnd();
  }

  /** Asked for by the visitor: not part of what the gateway keeps, as all that is put here. */
  askRating(): void {
    const card = ratingCard(this.doors.rate, () => undefined);
    this.put(h("div", { class: "row theirs" }, card));
    card.querySelector("input")!.focus();
  }

  put(row: HTMLElement): void {
    this.said.append(row);
    this.toEnd();
  }

  /** What the widget itself has to say. */
  tell(text: string, quick_replies: QuickReply[] = []): void {
    this.put(this.theirs({ id: 0, at: "", text, quick_replies }));
  }

  toEnd(): void {
    this.newest.hidden = true;
    this.log.scrollTop = this.log.scrollHeight;
  }

  private greeting(): HTMLElement {
    const bubble = h("div", { class: "bubble" }, aside(words.theySaid.assistant), ...textNodes(words.greeting));
    const content = h("div", { class: "content" }, bubble, this.quickReplies(words.examples));
    return h("div", { class: "row theirs" }, face("assistant"), content);
  }

  private mine(key: string, text: string): HTMLElement {
    const bubble = h("div", { class: "bubble" }, aside(words.youSaid), ...textNodes(text));
    const row = h("div", { class: "row mine", "data-text": text }, bubble);
    this.byKey.set(key, row);
    return row;
  }

  private theirs(reply: Reply): HTMLElement {
    const from = reply.from ?? "assistant";
    const text = unrepeated(reply);
    const content = h("div", { class: "content" }, words.from[from] && h("span", { class: "from" }, words.from[from]));
    const above = /progress/.test(reply.card?.type ?? "");
    const card = reply.card && this.card(reply.card, reply.id);
    if (card && above) content.append(card);
    if (text) content.append(h("div", { class: "bubble" }, aside(words.theySaid[from]), ...textNodes(text)));
    if (card && !above) content.append(card);
    if (reply.sources?.length) content.append(sourcesCard(reply.sources));
    const quick = (reply.quick_replies ?? []).filter(({ payload }) => !ticks(reply.card, payload));
    if (quick.length) content.append(this.quickReplies(quick));
    return h("div", { class: `row theirs ${from}`, "data-id": reply.id }, face(from), content);
  }

  private card(card: Card, id: number): HTMLElement | null {
    switch (card.type) {
      case "checklist":
        return this.checklist(card);
      case "case_progress":
        return caseCard(card, today());
      case "interview_progress":
        return interviewCard(card);
      case "package":
        return packageCard(card, this.doors.get, new Date());
      case "rating":
        return this.rating(id);
      default:
        return null; // a kind newer than this widget: the text says everything
    }
  }

  private checklist(card: Extract<Card, { type: "checklist" }>): HTMLElement {
    const which = card.case ?? card.title;
    const before = this.checklists.get(which);
    if (before) retire(before);
    const drawn = checklistCard(card, this.doors.say);
    this.checklists.set(which, drawn);
    return drawn;
  }

  private rating(id: number): HTMLElement {
    const { store, rate } = this.doors;
    const stars = Number(store.get(`rated:${id}`));
    return stars ? thanks(stars) : ratingCard(rate, (given) => store.set(`rated:${id}`, String(given)));
  }

  private quickReplies(replies: QuickReply[]): HTMLElement {
    const buttons = replies.map(({ title, payload }) => {
      const press = () => this.doors.say(payload);
      return h("button", { type: "button", "data-payload": payload, onclick: press }, title);
    });
    return h("div", { class: "quick", role: "group", "aria-label": words.quickReplies }, ...buttons);
  }

  private settleQuickReplies(): void {
    for (const group of Array.from(this.said.querySelectorAll(".quick"))) {
      const payloads = Array.from(group.children, (button) => (button as HTMLElement).dataset.payload!);
      if (payloads.some(({ length }) => length <= SHORT)) group.remove();
    }
  }

  private time(at: string): void {
    const when = Date.parse(at);
    if (when - this.last > PAUSE) this.said.append(h("p", { class: "time" }, momentOf(at, new Date())));
    this.last = Math.max(this.last, when);
  }

  private atEnd(): boolean {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
  }

  /** A long answer is shown from its beginning; a reader further up is left where they read. */
  private follow(row: HTMLElement, follow: boolean): void {
    if (!follow) this.newest.hidden = false;
    else if (row.offsetHeight > this.log.clientHeight) this.log.scrollTop = row.offsetTop - 12;
    else this.toEnd();
  }
}

function face(from: NonNullable<Reply["from"]>): HTMLElement {
  const drawn = { assistant: "才", staff: icon("person"), notice: icon("bell") }[from];
  return h("span", { class: "face", "aria-hidden": "true" }, drawn);
}

/** Whether a quick reply only repeats a box of the checklist beside it. */
function ticks(card: Card | null | undefined, payload: string): boolean {
  return card?.type === "checklist" && card.items.some(({ name }) => words.ticked(name) === payload);
}

/** In China, where the dates of the law are counted. */
function today(): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());
}
