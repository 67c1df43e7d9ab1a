// Builds elements; text only ever goes in as text.

export function node(tag, settings = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(settings)) {
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...inside.filter((one) => one !== null && one !== undefined));
  return made;
}

const COLOURS = ["#5b8def", "#e0855a", "#8a6fd1", "#3fa7a0", "#c8618f", "#8b9a46"];

export function face(name, kind = "") {
  const colour = COLOURS[[...name].reduce((sum, one) => sum + one.codePointAt(0), 0) % COLOURS.length];
  const made = node("span", { class: `face ${kind}`, "aria-hidden": "true" }, [...name].at(-1));
  if (!kind) made.style.background = colour;
  return made;
}

export const byId = (id) => document.getElementById(id);

let fading;
export function toast(text) {
  const place = byId("toast");
  place.textContent = text;
  place.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { place.hidden = true; }, 2600);
}

export function clock(at) {
  const when = new Date(at * 1000);
  const time = when.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  return when.toDateString() === new Date().toDateString() ? time : `${when.getMonth() + 1}月${when.getDate()}日 ${time}`;
}
