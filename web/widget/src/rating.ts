// The rating card: one to five stars and, if wanted, a few words.

import { aside, h, icon } from "./dom";
import { words } from "./words";

export type Rate = (stars: number, comment: string | null) => Promise<void>;

const MOST = 500; // characters of a comment

export function ratingCard(rate: Rate, rated: (stars: number) => void): HTMLElement {
  const name = `stars-${Math.random()}`;
  const meaning = h("span", { class: "dim" });
  const comment = h("textarea", { rows: 2, maxlength: MOST, placeholder: words.comment, "aria-label": words.comment });
  const submit = h("button", { class: "primary", type: "submit" }, words.submitRating);
  const problem = h("p", { class: "problem", role: "alert" });
  const more = h("div", { hidden: true }, comment, submit, problem);
  let stars = 0;
  const choose = (chosen: number) => {
    stars = chosen;
    meaning.textContent = words.stars[chosen - 1]!;
    more.hidden = false;
    radios.forEach((radio, at) => radio.classList.toggle("lit", at < chosen));
  };
  const radios = words.stars.map((meant, at) => radio(name, at + 1, meant, choose));
  const form = h("form", { class: "card rating", onsubmit: send });
  form.append(
    h("fieldset", {}, h("legend", {}, words.rate), h("div", { class: "stars" }, ...radios, meaning)),
    more,
  );
  return form;

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    submit.disabled = true;
    try {
      await rate(stars, comment.value.trim() || null);
      form.replaceWith(thanks(stars));
      rated(stars);
    } catch {
      problem.textContent = words.ratingFailed;
      submit.disabled = false;
    }
  }
}

export function thanks(stars: number): HTMLElement {
  return h("p", { class: "card thanks", role: "status" }, words.rated(stars));
}

function radio(name: string, stars: number, meaning: string, choose: (stars: number) => void): HTMLElement {
  const input = h("input", { type: "radio", name, value: stars, onchange: () => choose(stars) });
  return h("label", { class: "star" }, input, icon("star"), aside(`${stars}星，${meaning}`));
}
