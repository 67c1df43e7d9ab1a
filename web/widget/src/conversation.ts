// One visitor's conversation: loses nothing, doubles nothing, keeps the order. It knows no page.

import { Gateway, type Listener } from "./gateway";
import { type History, isUttered, type Reply, type Said, type Uttered } from "./protocol";
import type { Store, Unsent } from "./store";

const LATER = 3000; // milliseconds until what failed on the gateway's side is tried again
const ELSEWHERE = 200; // milliseconds until a tab surely sees what another tab has stored

/** Where a conversation shows itself. */
export interface Screen {
  cleared(renewed: boolean): void;
  loading(on: boolean): void;
  /** What was said before is not told, there being too much of it. */
  skipped(): void;
  said(said: Said): void;
  waiting(unsent: Unsent): void;
  settled(key: string, text: string): void;
  refused(key: string, detail: string): void;
  typing(on: boolean): void;
  online(on: boolean): void;
  unread(count: number): void;
}

export class Conversation implements Listener {
  private gateway: Gateway;
  private token: string | null = null; // confirmed on this connection, and its history shown
  private requested: string | null = null;
  private shown: string | null = null; // whose messages are on the screen
  private hold = 0; // milliseconds
  private done?: () => void; // lets another tab ask
  private cursor = 0; // the largest reply id shown
  private replies: number[] = [];
  private keys = new Set<string>(); // of what the visitor said and is shown as said
  private outbox: Unsent[] = [];
  private sending = false;
  private opened = false;
  private looking = false;
  private unwatch: () => void;

  constructor(
    backend: string,
    private store: Store,
    private screen: Screen,
  ) {
    this.gateway = new Gateway(backend, this);
    this.unwatch = store.watch((name, value) => {
      if (name === "token" && value && value !== this.token && this.opened) this.request();
      if (name === "seen") this.count();
    });
  }

  /** A conversation begun earlier goes on; a visitor who never wrote costs the gateway nothing. */
  resume(): void {
    if (this.store.get("token")) this.open();
  }

  open(): void {
    if (this.opened) return;
    this.opened = true;
    for (const unsent of this.store.unsent()) this.wait(unsent);
    this.gateway.open();
  }

  close(): void {
    this.unwatch();
    this.gateway.close();
  }

  hurry(): void {
    if (this.opened) this.gateway.hurry();
  }

  say(text: string): void {
    this.open();
    const last = this.outbox[this.outbox.length - 1];
    const unsent = { key: newKey(), text, at: later(last?.at) };
    this.store.keep(unsent);
    this.wait(unsent);
    void this.send();
  }

  /** Whether the visitor has the conversation before their eyes. */
  look(looking: boolean): void {
    this.looking = looking;
    this.count();
  }

  get bearer(): string | null {
    return this.token ?? this.store.get("token");
  }

  connected(): void {
    this.screen.online(true);
    this.request();
  }

  disconnected(): void {
    this.done?.();
    this.token = null;
    this.screen.typing(false);
    this.screen.online(false);
  }

  confirmed(token: string): void {
    const kept = this.store.get("token");
    if (kept && kept !== token && kept !== this.requested) return this.request(); // another tab was first
    if ((this.shown ?? kept ?? token) !== token) this.restart();
    this.hold = kept === token ? 0 : ELSEWHERE;
    this.store.set("token", token);
    this.shown = token;
  }

  history({ messages, more }: History): void {
    this.screen.loading(true);
    if (more) this.screen.skipped();
    for (const said of messages) isUttered(said) ? this.uttered(said) : this.show(said);
    this.screen.loading(false);
    this.count();
    const token = this.shown;
    if (token) setTimeout(() => this.shown === token && this.begin(token), this.hold);
  }

  /** Only now: what is sent stands below what was said before. */
  private begin(token: string): void {
    this.done?.();
    if (this.store.get("token") !== token) return this.request();
    this.token = token;
    void this.send();
  }

  replied(reply: Reply): void {
    this.show(reply);
    this.count();
  }

  uttered(said: Omit<Uttered, "from">): void {
    if (this.outbox.some(({ key }) => key === said.key)) return this.settle(said.key, said.text);
    if (this.keys.has(said.key)) return this.screen.settled(said.key, said.text);
    this.keys.add(said.key);
    this.screen.said({ ...said, from: "visitor" });
  }

  typing(on: boolean): void {
    this.screen.typing(on);
  }

  /** The gateway could not open a session just now. */
  refused(): void {
    setTimeout(() => this.request(), LATER);
  }

  /**
   * Tabs that come for the first time at once ask one after the other, so that the second finds the session of the
   * first. Where pages cannot wait for each other (without TLS), the session stored last is everybody's.
   */
  private request(): void {
    this.done?.();
    if (this.store.get("token") || !navigator.locks) return this.ask();
    void navigator.locks.request("xiaocai", () => new Promise<void>((done) => ((this.done = done), this.ask())));
  }

  private ask(): void {
    const token = this.store.get("token");
    if (this.shown && token !== this.shown) this.restart(); // another tab has begun anew
    this.token = null;
    this.requested = token;
    this.gateway.requestSession(token, this.cursor);
  }

  /** The old conversation is gone; what was not sent yet goes to the new one. */
  private restart(): void {
    this.cursor = 0;
    this.shown = null;
    this.replies = [];
    this.keys.clear();
    this.store.set("seen", null);
    this.screen.cleared(true);
    for (const unsent of this.outbox) this.screen.waiting(unsent);
    this.count();
  }

  private wait(unsent: Unsent): void {
    this.outbox.push(unsent);
    this.screen.waiting(unsent);
  }

  /** One after the other: the next goes when the gateway has the one before it. */
  private async send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    while (this.token && this.outbox[0]) {
      const { key, text } = this.outbox[0];
      const ack = await this.gateway.utter(text, this.token, key);
      if (ack && "error" in ack) await this.complain(key, ack.error, ack.detail);
      else if (ack) this.settle(key, text);
    }
    this.sending = false;
  }

  private async complain(key: string, error: string, detail: string): Promise<void> {
    if (error === "SessionUnknown") {
      this.token = null;
      this.requested = this.store.get("token");
      this.gateway.requestSession(null, 0);
    } else if (error === "DatabaseAway") {
      await new Promise((over) => setTimeout(over, LATER));
    } else {
      this.take(key);
      this.screen.refused(key, detail);
    }
  }

  private show(reply: Reply): void {
    if (reply.id <= this.cursor) return;
    const answers = this.outbox.find(({ key }) => key === reply.key);
    if (answers) this.settle(answers.key, answers.text); // its acknowledgement was lost
    this.cursor = reply.id;
    this.replies.push(reply.id);
    this.screen.said(reply);
  }

  private settle(key: string, text: string): void {
    if (!this.take(key)) return;
    this.keys.add(key);
    this.screen.settled(key, text);
  }

  private take(key: string): boolean {
    const before = this.outbox.length;
    this.outbox = this.outbox.filter((unsent) => unsent.key !== key);
    this.store.drop(key);
    return this.outbox.length < before;
  }

  private count(): void {
    let seen = Number(this.store.get("seen"));
    if (this.looking && this.cursor > seen) {
      seen = this.cursor;
      this.store.set("seen", String(seen));
      this.gateway.seen(seen);
    }
    this.screen.unread(this.replies.filter((id) => id > seen).length);
  }
}

/** Now, but after `last`, so that sorting by time keeps the order of quick typing. */
function later(last: string | undefined): string {
  const now = Date.now();
  return new Date(last ? Math.max(now, Date.parse(last) + 1) : now).toISOString();
}

/** A random UUID; `crypto.randomUUID` is missing on pages without TLS. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 15) | 64;
  bytes[8] = (bytes[8]! & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
