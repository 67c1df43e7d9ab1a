// Where the visitor writes: Enter sends, except while an input method is composing.

import { h, icon } from "./dom";
import { lengthOf, LONGEST } from "./protocol";
import { words } from "./words";

const COUNTED_FROM = LONGEST - 200; // the counter appears when it begins to matter
const COMPOSING = 229; // Safari ends a composition before its Enter arrives, which then has this key code

export class Composer {
  readonly input = h("textarea", { rows: 1, placeholder: words.placeholder, "aria-label": words.input, enterkeyhint: "send" });
  private button = h("button", { class: "go", type: "submit", "aria-label": words.send, title: words.send }, icon("send"));
  private counter = h("span", { class: "counter", id: "count", role: "status" });
  readonly form = h("form", { class: "composer" }, this.input, this.button, this.counter);

  constructor(private say: (text: string) => void) {
    this.input.setAttribute("aria-describedby", "count");
    this.input.addEventListener("input", () => this.measure());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.measure();
  }

  private press(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === COMPOSING) return;
    event.preventDefault();
    this.send();
  }

  private send(): void {
    const text = this.input.value.trim();
    if (!text || lengthOf(text) > LONGEST) return;
    this.say(text);
    this.input.value = "";
    this.measure();
    this.input.focus();
  }

  /** Also to be called when it comes into sight: hidden, it has no height. */
  measure(): void {
    const text = this.input.value.trim();
    const length = lengthOf(text);
    const over = length - LONGEST;
    this.button.disabled = !text || over > 0;
    this.counter.textContent = over > 0 ? words.tooLong(over) : length > COUNTED_FROM ? words.count(length, LONGEST) : "";
    this.form.classList.toggle("over", over > 0);
    this.input.toggleAttribute("aria-invalid", over > 0);
    this.input.style.height = "";
    this.input.style.height = `${this.input.scrollHeight + 2}px`; // and its border
  }
}
