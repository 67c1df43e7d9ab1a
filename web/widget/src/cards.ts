// The cards beside what is said: sources, checklist, the progress of a case and of the interview.

import { aside, h, icon } from "./dom";
import type { CaseProgress, Checklist, ChecklistItem, InterviewProgress, Source } from "./protocol";
import { link } from "./text";
import { dayOf, words } from "./words";

export function sourcesCard(sources: Source[]): HTMLElement {
  const list = h("ol", { class: "sources-list", hidden: true }, ...sources.map(sourceLine));
  const toggle = h("button", { class: "sources-toggle", type: "button", "aria-expanded": "false" }, icon("page"));
  toggle.append(words.sources(sources.length), icon("down"));
  toggle.addEventListener("click", () => {
    list.hidden = !list.hidden;
    toggle.setAttribute("aria-expanded", String(!list.hidden));
    list.scrollIntoView({ block: "nearest" });
  });
  return h("div", { class: "sources" }, toggle, list);
}

function sourceLine({ title, date, url }: Source): HTMLElement {
  return h("li", {}, (url && link(url, title)) || h("span", {}, title), date && h("span", { class: "dim" }, ` ${date}`));
}

/** Ticking says so in the conversation: `<name>有了`, `<name>还没有`. */
export function checklistCard(card: Checklist, say: (text: string) => void): HTMLElement {
  const done = h("span", { class: "tally" });
  const boxes = card.items.map((item) => checkbox(item, tick));
  const fieldset = h("fieldset", { class: "card checklist" }, h("legend", {}, card.title, done));
  fieldset.append(...boxes);
  tally();
  return fieldset;

  function tick(item: ChecklistItem, ticked: boolean): void {
    item.ticked = ticked;
    tally();
    say(ticked ? words.ticked(item.name) : words.unticked(item.name));
  }

  function tally(): void {
    done.textContent = words.tickedOf(card.items.filter(({ ticked }) => ticked).length, card.items.length);
  }
}

function checkbox(item: ChecklistItem, tick: (item: ChecklistItem, ticked: boolean) => void): HTMLElement {
  const input = h("input", { type: "checkbox", onchange: () => tick(item, input.checked) });
  input.checked = item.ticked;
  const label = h("span", {}, item.name, item.note && h("small", { class: "dim" }, item.note));
  return h("label", { class: "tick" }, input, h("i", { class: "box" }, icon("check")), label);
}

/** Only the newest list of a case can be ticked. */
export function retire(card: HTMLElement): void {
  card.setAttribute("disabled", "");
  card.append(h("p", { class: "dim" }, words.outdated));
}

export function caseCard(card: CaseProgress, today: string): HTMLElement {
  const number = card.number && h("span", { class: "dim" }, `${words.number} ${card.number}`);
  const overdue = !card.paused && card.due_on !== null && card.due_on < today;
  return h(
    "section",
    { class: "card case" },
    h("header", {}, h("strong", {}, card.policy_name), number),
    clock(card, overdue),
    h("ol", { class: "states" }, ...card.states.map(state)),
  );
}

function clock(card: CaseProgress, overdue: boolean): HTMLElement {
  const { used_days: used, total_days: total } = card;
  if (used === null && total === null) return h("p", { class: "dim" }, words.unpromised);
  const shown = total === null ? words.usedOnly(used ?? 0) : words.used(used ?? 0, total);
  const due = card.due_on && (overdue ? words.overdue : words.due)(dayOf(card.due_on));
  return h(
    "div",
    { class: overdue ? "clock overdue" : "clock" },
    h("p", {}, h("b", {}, shown), due && h("span", {}, due)),
    total !== null && bar((used ?? 0) / total),
    card.paused && h("span", { class: "mark" }, words.paused),
    card.provisional && h("span", { class: "mark" }, words.provisional),
  );
}

function state({ name, reached, current }: CaseProgress["states"][number]): HTMLElement {
  const kind = current ? "current" : reached ? "reached" : "ahead";
  return h(
    "li",
    { class: kind, "aria-current": current ? "step" : null },
    h("i", {}, kind === "reached" && icon("check")),
    name,
    aside(`（${words[kind]}）`),
  );
}

export function interviewCard({ asked, left }: InterviewProgress): HTMLElement {
  return h("div", { class: "interview" }, words.question(asked, left), bar(asked / (asked + Math.max(left, 0))));
}

/** What the words beside it say, drawn: `share` from 0 to 1. */
function bar(share: number): HTMLElement {
  const filled = h("i", {});
  filled.style.width = `${Math.round(100 * Math.min(1, Math.max(0, share)))}%`;
  return h("div", { class: "bar", "aria-hidden": "true" }, filled);
}
