// Turns plain text into nodes: addresses and telephone numbers can be pressed, citations are small, the rest is text.

import { aside, h } from "./dom";
import type { Card, Reply } from "./protocol";
import { words } from "./words";

// An address ends before Chinese punctuation and brackets, and before what closes an English sentence.
const PIECES = /(https?:\/\/[^\s<>"'，。；：！？、（）《》【】“”‘’]*[^\s<>"'，。；：！？、（）《》【】“”‘’.,;:!?)\]])|\b(0\d{2,3}-\d{5,8})\b|( ?\[\d{1,2}\])/g;

export function textNodes(text: string): Node[] {
  const nodes: Node[] = [];
  let end = 0;
  for (const match of text.matchAll(PIECES)) {
    nodes.push(document.createTextNode(text.slice(end, match.index)), piece(match));
    end = match.index! + match[0].length;
  }
  nodes.push(document.createTextNode(text.slice(end)));
  return nodes;
}

function piece([whole, address, phone]: RegExpMatchArray): Node {
  if (address) return link(address, address) ?? document.createTextNode(address);
  if (phone) return h("a", { href: `tel:${phone}` }, phone);
  return h("span", { class: "cite" }, whole);
}

/** Null for anything but http and https. */
export function link(address: string, label: string): HTMLAnchorElement | null {
  if (!/^https?:\/\//i.test(address)) return null;
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, label, aside(words.newWindow));
}

/** The text without the lines that are shown as cards beside it. */
export function unrepeated({ text, sources, card }: Reply): string {
  const told = card ? repeatedBy(card) : () => false;
  let listing = false;
  const kept = text.split("\n").filter((line) => {
    if (sources?.length && line.trim() === "来源：") return !(listing = true);
    if (listing && /^\[\d+\] /.test(line)) return false;
    listing = false;
    return !told(line);
  });
  const rest = kept.join("\n").trim();
  return card?.type === "package" ? rest.split(card.url).join("").replace(/：\s*$/gm, "。") : rest;
}

function repeatedBy(card: Card): (line: string) => boolean {
  switch (card.type) {
    case "checklist":
      return (line) =>
        line.startsWith("要备的材料") ||
        card.items.some(({ name }) => line.replace(/^[□☑☐✓·\s]+/, "").startsWith(name) && /^[□☑☐✓]/.test(line));
    case "interview_progress":
      return (line) => /^（第\d+问.*）$/.test(line);
    case "case_progress":
      return (line) =>
        (line.startsWith(`【${card.policy_name}】`) && Boolean(card.number && line.includes(card.number))) ||
        line.startsWith(`承诺时间（${card.policy_name}）`);
    default:
      return () => false;
  }
}
