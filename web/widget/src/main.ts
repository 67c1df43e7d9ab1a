// The entry: defines <xiaocai-chat> and puts one on the page, as the attributes of the script tag say.

import { XiaocaiChat } from "./element";

const script = document.currentScript as HTMLScriptElement | null;

function place(): void {
  if (document.querySelector("xiaocai-chat")) return;
  const chat = document.createElement("xiaocai-chat");
  if (script) {
    chat.dataset.backend = new URL(script.src, location.href).origin;
    Object.assign(chat.dataset, { ...script.dataset });
  }
  document.body.append(chat);
}

if (!customElements.get("xiaocai-chat")) customElements.define("xiaocai-chat", XiaocaiChat);
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
else place();
