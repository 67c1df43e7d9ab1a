// The panel beside the phone: raw traffic, faults, and what the platform knows of the user.

import { byId, clock, node } from "/page/nodes.js";

const KEPT = 200;

export class Desk {
  constructor(constants, act) {
    Object.assign(this, { constants, act });
    this.drawn = "";
    this.answer = node("input", { placeholder: "以客服的身份回复", "aria-label": "以客服的身份回复" });
    byId("paths").append(...Object.entries(constants.paths).map(([path, name]) => node("option", { value: path }, `${name}  ${path}`)));
    byId("product").textContent = `推送到 ${constants.product.join("、")}`;
    byId("fault").addEventListener("submit", (event) => { event.preventDefault(); this.fault(new FormData(event.target)); });
    byId("tabs").addEventListener("click", (event) => this.tab(event.target.dataset.tab));
    byId("traffic").append(node("div", { class: "empty" }, "还没有收发。在手机上说句话试试。"));
  }

  tab(name) {
    if (!name) return;
    for (const tab of byId("tabs").querySelectorAll("[data-tab]")) tab.setAttribute("aria-selected", tab.dataset.tab === name);
    for (const panel of document.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== name;
  }

  fault(told) {
    const [kind, value] = told.get("how").split(":");
    const how = { after: { after: true }, cut: { after: true, cut: true } }[kind] ?? { [kind]: Number(value) };
    this.act("fault", { path: told.get("path"), times: Number(told.get("times")), ...how });
  }

  show(state) {
    this.traffic(state.traffic);
    const rest = JSON.stringify([state.user, state.faults, state.receipts]);
    if (rest === this.drawn) return;
    this.drawn = rest;
    byId("faults").replaceChildren(...state.faults.map((one) => node("li", { class: one.left ? "waiting" : "" }, one.text)));
    byId("receipts").replaceChildren(...state.receipts.map((one) => node("li", { class: "waiting" }, one)));
    byId("state").replaceChildren(...this.user(state.user));
  }

  traffic(exchanges) {
    if (!exchanges.length) return;
    const place = byId("traffic");
    place.querySelector(".empty")?.remove();
    place.prepend(...exchanges.map((one) => exchange(one, this.constants.paths)).reverse());
    while (place.children.length > KEPT) place.lastChild.remove();
  }

  user(user) {
    const pairs = [["名字", user.name], ["OpenID", user.openid], ["关注", user.followed ? "已关注" : "未关注"],
      ["还能发给他", `${user.quota} 条客服消息`], ["人工会话", user.agent ?? "没有"]];
    const agent = user.agent ? [node("h3", {}, "人工客服席"), this.staff()] : [];
    return [node("h3", {}, "平台记着的"), node("dl", {}, ...pairs.flatMap(([name, value]) => [node("dt", {}, name), node("dd", {}, value)])),
      ...agent, node("h3", {}, "快照页"), this.snapshot(user), node("h3", {}, "模板和订阅"), ...this.templates(user)];
  }

  staff() {
    const send = (event) => { event.preventDefault(); this.act("staff", { text: this.answer.value }); this.answer.value = ""; };
    return node("form", { class: "row", onsubmit: send }, this.answer, node("button", { class: "green" }, "回复"),
      node("button", { type: "button", class: "quiet", onclick: () => this.act("close") }, "结束"));
  }

  snapshot(user) {
    const on = () => this.act("snapshot", { on: !user.snapshot });
    return node("div", { class: "row" }, node("button", { class: "quiet", onclick: on }, user.snapshot ? "改回正常授权" : "用快照页打开网页"),
      node("small", {}, user.snapshot ? "网页授权现在给出虚拟账号" : ""));
  }

  templates(user) {
    const { templates } = this.constants;
    if (!templates.length) return [node("p", { class: "hint" }, "没有登记模板；启动时用 --templates 给一个文件。")];
    return templates.map((one) => node("div", { class: "template" }, node("b", {}, one.title),
      node("small", {}, `${one.id} · ${one.subscription ? "订阅通知" : "模板消息"} · ${this.standing(user, one)}`), this.choices(user, one)));
  }

  standing(user, one) {
    if (user.refused.includes(one.id)) return "已拒收";
    if (!one.subscription) return "接收";
    const left = user.grants[one.id];
    return left === null ? "长期订阅" : `还可收 ${left ?? 0} 条`;
  }

  choices(user, one) {
    const button = (text, name, more) => node("button", { class: "quiet", onclick: () => this.act(name, { template: one.id, ...more }) }, text);
    if (!one.subscription) return node("div", { class: "row" }, user.refused.includes(one.id) ? button("恢复接收", "allow") : button("拒收", "refuse"));
    return node("div", { class: "row wrap" }, button("同意一次", "consent", { accept: true }), button("长期同意", "consent", { accept: true, long: true }),
      button("弹窗点拒绝", "consent", {}), button("管理里拒收", "refuse"));
  }
}

function exchange(one, paths) {
  const push = one.direction === "push";
  const code = /"errcode":\s*(-?\d+)/.exec(one.answer ?? "")?.[1];
  const bad = one.status !== 200 || (code && code !== "0") || /^(fault|timeout)/.test(one.note);
  const what = push ? one.note : one.status === null || one.answer === null ? "回复丢失" : code && code !== "0" ? code : one.status === 200 ? "" : `HTTP ${one.status}`;
  return node("details", { class: `exchange ${push ? "push" : "call"} ${bad ? "bad" : ""}` },
    node("summary", {}, node("b", {}, push ? "推送" : "调用"), node("span", { title: one.path }, push ? pushed(one.path) : paths[one.path] ?? one.path),
      node("em", { class: "what" }, WORDS[what] ?? what), node("em", {}, `${Math.round(one.ms)} ms · ${clock(one.at)}`)),
    node("pre", {}, push ? one.request : `${one.path}\n${one.request}`), node("pre", {}, one.answer === null ? "（没有回复）" : one.answer || "（空）"));
}

const WORDS = { accepted: "已接受", reply: "被动回复", transfer: "转人工", timeout: "超时", ConnectError: "连不上" };

const KINDS = {
  text: "文字", voice: "语音", image: "图片", location: "位置", file: "文件", video: "视频", link: "链接",
  subscribe: "关注", unsubscribe: "取消关注", SCAN: "扫码", CLICK: "点菜单", VIEW: "点菜单网页", TEMPLATESENDJOBFINISH: "模板消息回执",
  subscribe_msg_popup_event: "订阅弹窗", subscribe_msg_change_event: "订阅管理", subscribe_msg_sent_event: "订阅通知回执",
  kf_create_session: "人工会话开始", kf_close_session: "人工会话结束",
};

/** "text ×2" is the second delivery of a text. */
function pushed(path) {
  const [kind, times] = path.split(" ×");
  return (KINDS[kind] ?? kind) + (times === "1" ? "" : `（第 ${times} 次）`);
}
