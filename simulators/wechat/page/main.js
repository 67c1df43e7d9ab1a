// Ties the phone, the people and the desk together and asks the simulator what is new.

import { Chat } from "/page/chat.js";
import { Desk } from "/page/desk.js";
import { byId, clock, face, node, toast } from "/page/nodes.js";
import * as server from "/page/server.js";
import { Sheets } from "/page/sheets.js";

const EVERY = 600; // milliseconds between two questions
const constants = await server.constant();
const seen = new Map(); // openid -> entries that were on the screen
let current = new URLSearchParams(location.search).get("user") ?? "";
let state = { users: [], user: {}, scenes: [], menu: [], length: 0 };
let traffic = 0;
let asking = Promise.resolve();
let keyboard = false; // whether the text line stands where the account menu could
let drawnMenu = "";
let drawnPeople = "";

const chat = new Chat(byId("chat"), act);
const desk = new Desk(constants, act);
const sheets = new Sheets(constants, () => state, act);
byId("account").textContent = constants.account.name;
byId("mode").textContent = { plain: "明文模式", compat: "兼容模式", safe: "安全模式" }[constants.account.mode];

async function act(name, more = {}) {
  try {
    await server.act(current, name, more);
  } catch (error) {
    toast(error.message);
  }
  refresh();
}

function refresh() {
  asking = asking.then(ask, ask);
  return asking;
}

async function ask() {
  const who = current;
  const told = await server.state(who, chat.shown, traffic).catch(() => null);
  if (!told) return toast("模拟器没有回应");
  if (who !== current) return null;
  current = told.user.openid;
  if (told.length < chat.shown) { chat.clear(); return ask(); }
  state = told;
  traffic = told.traffic.at(-1)?.n ?? traffic;
  chat.add(told.chat, told.user, constants.account);
  chat.typing(told.user.typing);
  draw();
  desk.show(told);
  return null;
}

function draw() {
  const { user } = state;
  byId("title").textContent = user.typing ? "对方正在输入…" : constants.account.name;
  byId("whose").textContent = user.name;
  for (const id of ["chat", "input"]) byId(id).hidden = !user.followed;
  byId("welcome").hidden = user.followed;
  byId("banner").hidden = !user.agent;
  if (user.agent && !byId("banner").firstChild) {
    byId("banner").append(node("span", {}, `人工客服 ${user.agent.split("@")[0]} 正在为您服务`), node("button", { onclick: () => act("close") }, "客服结束会话"));
  }
  if (!user.agent) byId("banner").replaceChildren();
  const mine = state.users.find((one) => one.openid === user.openid);
  if (document.visibilityState === "visible" && mine) seen.set(user.openid, mine.count);
  const drawn = JSON.stringify([state.users, current, [...seen]]);
  if (drawn !== drawnPeople) byId("people").replaceChildren(...state.users.map(person));
  drawnPeople = drawn;
  drawMenu();
}

function person(one) {
  const unread = one.count - (seen.get(one.openid) ?? 0);
  return node("button", { class: "person", role: "option", "aria-selected": String(one.openid === current), onclick: () => choose(one.openid) },
    face(one.name), node("b", {}, one.name), node("em", {}, one.at ? clock(one.at) : ""),
    node("small", {}, one.followed ? one.last || "已关注" : "未关注"), unread > 0 ? node("i", { "aria-label": `${unread} 条未读` }, String(unread)) : null);
}

function choose(openid) {
  current = openid;
  chat.clear();
  document.body.dataset.shows = "";
  refresh();
}

function drawMenu() {
  const there = state.menu.length > 0;
  byId("switch").hidden = !there;
  byId("menu").hidden = !there || keyboard;
  byId("line").hidden = there && !keyboard;
  if (drawnMenu === JSON.stringify(state.menu)) return;
  drawnMenu = JSON.stringify(state.menu);
  const back = node("button", { class: "plain", "aria-label": "打字", onclick: () => turn(true) });
  back.innerHTML = '<svg viewBox="0 0 24 24"><rect x="3" y="6" width="18" height="12" rx="2"/><path d="M7 10h.01M11 10h.01M15 10h.01M8 14h8"/></svg>';
  byId("menu").replaceChildren(back, ...state.menu.map(entry));
}

function entry(button) {
  const below = button.sub_button ?? [];
  if (!below.length) return node("div", {}, node("button", { onclick: () => tapped(button) }, button.name));
  const popup = node("div", { class: "popup", hidden: true }, ...below.map((one) => node("button", { onclick: () => tapped(one) }, one.name)));
  const open = () => { const was = popup.hidden; closePopups(); popup.hidden = !was; };
  return node("div", {}, popup, node("button", { class: "sub", onclick: open }, button.name));
}

function closePopups() {
  for (const one of document.querySelectorAll(".popup")) one.hidden = true;
}

function tapped(one) {
  closePopups();
  if (one.type === "view") window.open(server.opened(current, one.url), "_blank", "noreferrer");
  act("click", { text: one.name });
}

function turn(on) {
  keyboard = on;
  drawMenu();
  if (on) byId("text").focus();
}

function unfold(open) {
  byId("grid").hidden = !open;
  byId("more").setAttribute("aria-expanded", String(open));
  if (open) chat.toEnd();
}

function fit() {
  const text = byId("text");
  text.style.height = "38px";
  text.style.height = `${Math.min(text.scrollHeight, 120)}px`;
  byId("send").hidden = !text.value.trim();
  byId("more").hidden = !byId("send").hidden;
}

byId("line").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = byId("text").value.trim();
  if (!text) return;
  byId("text").value = "";
  fit();
  act("say", { text });
});
byId("text").addEventListener("input", fit);
byId("text").addEventListener("focus", () => unfold(false));
byId("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); byId("line").requestSubmit(); }
});
byId("switch").addEventListener("click", () => turn(false));
byId("more").addEventListener("click", () => unfold(byId("grid").hidden));
byId("profile").addEventListener("click", () => desk.tab("state"));
byId("newcomer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = event.target.elements.name;
  if (!field.value.trim()) return;
  const made = await server.newcomer(field.value);
  field.value = "";
  choose(made.openid);
});
document.addEventListener("click", (event) => {
  const { act: name, sheet, opens, ...more } = event.target.closest("[data-act], [data-sheet], [data-opens]")?.dataset ?? {};
  if (name) { unfold(false); act(name, more); }
  if (sheet) { unfold(false); sheets.show(sheet); }
  if (opens !== undefined) document.body.dataset.shows = opens;
  if (!event.target.closest(".tabs")) closePopups();
});

async function forever() {
  await refresh();
  setTimeout(forever, EVERY);
}
document.body.inert = false; // before this the browser itself would send the forms
forever();
