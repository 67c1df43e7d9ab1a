// Builds elements without HTML strings, so that nothing a server sent can become markup.

type Value = string | number | boolean | null | undefined | ((event: any) => void);
export type Child = Node | string | null | false | undefined;

/** Attributes beginning with `on` are listeners; true is an empty attribute, null and false are none. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

/** Read aloud, not shown. */
export function aside(text: string): HTMLElement {
  return h("span", { class: "aside" }, text);
}

// Strokes on a 24 × 24 grid.
const SHAPES = {
  chat: "M4 5h16v11H11l-4.5 3.5V16H4z M8 9h8 M8 12h5",
  close: "M6 6l12 12 M18 6L6 18",
  more: "M5 12h.01 M12 12h.01 M19 12h.01",
  send: "M12 19V5 M6 11l6-6 6 6",
  down: "M6 9l6 6 6-6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15z M10 20.5h4",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M4.5 20a7.5 7.5 0 0 1 15 0",
  page: "M6 3h8l4 4v14H6z M14 3v4h4 M9 12h6 M9 16h6",
  star: "M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9L3.5 9.7l5.9-.8z",
  gone: "M12 7v6 M12 16.5h.01 M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
};

export type Shape = keyof typeof SHAPES;

export function icon(shape: Shape): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon i-${shape}`);
  path.setAttribute("d", SHAPES[shape]);
  svg.append(path);
  return svg;
}
