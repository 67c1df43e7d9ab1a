// The menu in the header: arrow keys move in it, Escape closes it.

import { h, icon } from "./dom";
import { words } from "./words";

export interface Choice {
  label: string;
  choose(): void;
  /** For what is on or off; `group` makes it one of several. */
  chosen?: () => boolean;
  group?: boolean;
}

export class Menu {
  readonly button = h("button", { class: "bare", type: "button", "aria-haspopup": "menu", "aria-expanded": "false" });
  readonly list = h("div", { class: "menu", role: "menu", "aria-label": words.menu, hidden: true });

  constructor(private sections: Choice[][]) {
    this.button.append(icon("more"));
    this.button.setAttribute("aria-label", words.menu);
    this.button.addEventListener("click", () => (this.open ? this.close() : this.show()));
    this.list.addEventListener("keydown", (event) => this.press(event));
    this.list.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && relatedTarget !== this.button && !this.list.contains(relatedTarget as Node)) this.hide();
    });
  }

  get open(): boolean {
    return !this.list.hidden;
  }

  close(): void {
    this.hide();
    this.button.focus();
  }

  private hide(): void {
    this.list.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
  }

  private show(): void {
    this.list.replaceChildren(...this.sections.map((choices) => h("div", { role: "group" }, ...choices.map((c) => this.item(c)))));
    this.list.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.items[0]!.focus();
  }

  private item({ label, choose, chosen, group }: Choice): HTMLElement {
    const role = !chosen ? "menuitem" : group ? "menuitemradio" : "menuitemcheckbox";
    const press = () => {
      this.close();
      choose();
    };
    const item = h("button", { type: "button", role, tabindex: -1, onclick: press }, label);
    if (chosen) item.setAttribute("aria-checked", String(chosen()));
    if (chosen?.()) item.append(icon("check"));
    return item;
  }

  private get items(): HTMLElement[] {
    return Array.from(this.list.querySelectorAll("button"));
  }

  private press(event: KeyboardEvent): void {
    const items = this.items;
    const at = items.indexOf(event.target as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      items[to % items.length]!.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.stopPropagation();
      this.close();
    }
  }
}
