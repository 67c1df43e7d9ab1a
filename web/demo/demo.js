// Lets the questions on the page be asked in the chat, and fills this site's own address into the snippets.

const chat = () => document.querySelector("xiaocai-chat");

for (const button of document.querySelectorAll("[data-ask]")) {
  button.addEventListener("click", () => chat()?.ask(button.dataset.ask));
}

document.querySelector("[data-ask-form]").addEventListener("submit", (event) => {
  event.preventDefault();
  const input = event.target.elements.question;
  const text = input.value.trim();
  if (text) chat()?.ask(text);
  else chat()?.open();
  input.value = "";
});

for (const place of document.querySelectorAll("[data-origin]")) place.textContent = location.origin;
for (const place of document.querySelectorAll("[data-socket]")) place.textContent = location.origin.replace(/^http/, "ws");
