// Joins the visitor's WeChat to the person they have proved to be here: a code to scan, or why there is none.

import { h } from "./dom";
import type { Messages } from "./messages";
import { words } from "./words";

/** `ask` asks the backend for a code and rejects with the status of a refusal. */
export async function bindWeChat(ask: () => Promise<Response>, messages: Messages): Promise<void> {
  try {
    const { image, seconds } = await (await ask()).json();
    messages.put(h("div", { class: "row theirs" }, codeCard(image, seconds)));
  } catch (error) {
    const status = (error as Error).message;
    if (status === "404") messages.tell(words.noWeChat);
    else if (/40[13]/.test(status)) messages.tell(words.notVerified, [{ title: words.verify, payload: words.verify }]);
    else messages.tell(words.bindingFailed);
  }
}

function codeCard(image: string, seconds: number): HTMLElement {
  const code = h("img", { src: image, alt: words.wechat });
  const note = h("p", { class: "dim", role: "status" }, words.scan(Math.round(seconds / 60)));
  setTimeout(() => {
    code.remove();
    note.textContent = words.scanExpired;
  }, seconds * 1000);
  return h("section", { class: "card code" }, h("strong", {}, words.wechat), code, note);
}
