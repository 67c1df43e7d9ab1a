// What the gateway and the widget say to each other over socket.io.

export interface QuickReply {
  title: string;
  payload: string;
}

export interface Source {
  title: string;
  date: string;
  url?: string | null;
}

export interface ChecklistItem {
  name: string;
  ticked: boolean;
  note?: string | null;
}

export interface Checklist {
  type: "checklist";
  title: string;
  case?: string;
  items: ChecklistItem[];
}

export interface CaseProgress {
  type: "case_progress";
  policy_name: string;
  number: string | null;
  states: { name: string; reached: boolean; current: boolean }[];
  used_days: number | null;
  total_days: number | null;
  due_on: string | null;
  paused: boolean;
  provisional: boolean;
}

export interface InterviewProgress {
  type: "interview_progress";
  asked: number;
  left: number;
}

export interface Package {
  type: "package";
  title: string;
  url: string;
  pdf_url: string;
  expires_at: string;
}

export type Card = Checklist | CaseProgress | InterviewProgress | Package | { type: "rating" };

export interface Reply {
  id: number;
  text: string;
  quick_replies?: QuickReply[];
  sources?: Source[];
  card?: Card | null;
  from?: "assistant" | "staff" | "notice";
  at: string;
  key?: string | null;
}

/** Something the visitor said, here or in another tab; `text` as it is stored (masked). */
export interface Uttered {
  from: "visitor";
  key: string;
  text: string;
  at: string;
}

export type Said = Reply | Uttered;

export type Ack = { received: true } | { error: string; detail: string };

export interface History {
  messages: Said[];
  more: boolean;
}

export const LONGEST = 2000; // characters of one message, as the gateway counts them

export function isUttered(said: Said): said is Uttered {
  return said.from === "visitor";
}

/** As Python counts: code points, not UTF-16 units. */
export function lengthOf(text: string): number {
  return [...text].length;
}
