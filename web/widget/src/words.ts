// Everything the widget itself says, in Chinese; what the assistant says comes from the gateway.

export const HOTLINE = "0371-96567";

export const words = {
  title: "郑小才",
  subtitle: "注明条款、年份和来源",
  launch: "问政策",
  launchLabel: (title: string, unread: number): string => `${words.launch}：打开${title}${unread ? `，${unread}条新消息` : ""}`,
  close: "收起聊天窗口",
  menu: "更多",
  log: "对话记录",
  input: "输入您的问题",
  placeholder: "说说您想问的政策",
  send: "发送",
  count: (length: number, longest: number) => `${length}/${longest}字`,
  tooLong: (over: number) => `超出${over}字，请分几次说`,
  footnote: "由程序回答，请以窗口答复为准 · 热线 ",
  youSaid: "您说：",
  theySaid: { assistant: "郑小才说：", staff: "工作人员说：", notice: "通知：" },
  from: { assistant: "", staff: "工作人员", notice: "通知" },
  typing: "正在查……",
  waiting: "等待发送",
  notSent: "没有发出",
  again: "重新发送",
  newest: "有新消息",
  offline: "网络断开了，正在重新连接。您写的会留着，连上后自动送出。",
  renewed: "上次的对话已经失效，现在是新的对话。",
  skipped: "更早的对话不再显示",
  greeting:
    "您好，我是郑小才，回答郑州人才政策的问题，每个回答都注明年份和来源；来源没有写的，我会直说没有写。\n聊天里不需要写身份证号、银行卡号。您可以这样问：",
  examples: [
    { title: "生活补贴有多少", payload: "博士每月能领多少生活补贴" },
    { title: "购房补贴条件", payload: "购房补贴要什么条件" },
    { title: "帮我对一遍", payload: "帮我看看我符合哪些政策" },
    { title: "最近的窗口", payload: "金水区的人才服务窗口在哪" },
  ],
  quickReplies: "可以点选的回答",
  sources: (count: number) => `来源 ${count}`,
  newWindow: "（在新窗口打开）",
  ticked: (name: string) => `${name}有了`,
  unticked: (name: string) => `${name}还没有`,
  tickedOf: (done: number, all: number) => `已备 ${done}/${all}`,
  outdated: "清单已更新，见下方",
  number: "编号",
  used: (used: number, total: number) => `已用 ${used}/${total} 个工作日`,
  usedOnly: (used: number) => `已用 ${used} 个工作日`,
  unpromised: "来源没有写承诺几个工作日",
  due: (day: string) => `最迟 ${day}`,
  overdue: (day: string) => `已超过 ${day}`,
  paused: "补正期间不计时",
  provisional: "日期暂定",
  reached: "已完成",
  current: "当前",
  ahead: "未到",
  question: (asked: number, left: number) =>
    left > 0 ? `第 ${asked} 问，大约还剩 ${left} 问` : `第 ${asked} 问，快问完了`,
  openPage: "打开网页版",
  savePdf: "下载 PDF",
  validUntil: (day: string) => `${day} 前有效，限您本人打开`,
  expired: "链接已过期，请再要一份",
  preparing: "正在打开……",
  packageFailed: "没能打开，请稍后再试；链接可能已过期，可以再要一份。",
  popupBlocked: "浏览器没有让新窗口打开，请允许后再点一次。",
  noDownloads: "微信里不能下载文件，请打开网页版，或在电脑上下载。",
  saved: "已经下载",
  rate: "这次对话对您有帮助吗？",
  stars: ["很不满意", "不太满意", "一般", "满意", "很满意"],
  comment: "想说的话（可以不写，请不要写个人信息）",
  submitRating: "提交评价",
  rated: (stars: number) => `谢谢您的评价（${stars} 星）。`,
  ratingFailed: "没能提交，请稍后再试。",
  human: "转人工",
  wechat: "绑定微信",
  scan: (minutes: number) => `请用微信“扫一扫”，${minutes} 分钟内有效，扫一次就作废。绑定以后，在公众号里也能查申请、收通知。`,
  scanExpired: "二维码过期了，请再要一个。",
  verify: "验证手机号",
  notVerified: "绑定微信前，请先在这里验证手机号。",
  noWeChat: "这里没有接微信公众号。",
  bindingFailed: "暂时生成不了二维码，请过一会儿再试。",
  exportData: "导出我的数据",
  forget: "忘记我",
  large: "大字",
  theme: { auto: "跟随系统", light: "浅色", dark: "深色" },
  finish: "结束对话并评价",
};

/** 2026年11月30日, of a date as YYYY-MM-DD. */
export function dayOf(date: string): string {
  const [year, month, day] = date.split("-").map(Number);
  return `${year}年${month}月${day}日`;
}

/** 今天 14:02, 11月26日 14:02: in the visitor's own time zone. */
export function momentOf(iso: string, now: Date): string {
  const at = new Date(iso);
  const time = `${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}`;
  if (at.toDateString() === now.toDateString()) return `今天 ${time}`;
  const year = at.getFullYear() === now.getFullYear() ? "" : `${at.getFullYear()}年`;
  return `${year}${at.getMonth() + 1}月${at.getDate()}日 ${time}`;
}
