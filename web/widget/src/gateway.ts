// The socket to the gateway: connects, reconnects, and passes events on with their types.

import { Manager, type Socket } from "socket.io-client";
import type { Ack, History, Reply, Uttered } from "./protocol";

const PATIENCE = 15_000; // milliseconds until a message without acknowledgement is sent again

export interface Listener {
  connected(): void;
  disconnected(): void;
  confirmed(token: string): void;
  history(history: History): void;
  replied(reply: Reply): void;
  uttered(said: Omit<Uttered, "from">): void;
  typing(on: boolean): void;
  refused(): void;
}

export class Gateway {
  private socket: Socket;

  constructor(backend: string, listener: Listener) {
    const manager = new Manager(backend, {
      autoConnect: false,
      path: "/socket.io",
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      reconnectionDelay: 800,
      reconnectionDelayMax: 8000,
    });
    this.socket = manager.socket("/");
    this.socket.on("connect", () => listener.connected());
    this.socket.on("connect_error", () => listener.disconnected());
    this.socket.on("disconnect", (reason) => {
      listener.disconnected();
      if (reason === "io server disconnect") setTimeout(() => this.open(), 2000);
    });
    this.socket.on("session_confirm", (token: string) => listener.confirmed(token));
    this.socket.on("history", (history: History) => listener.history(history));
    this.socket.on("bot_uttered", (reply: Reply) => listener.replied(reply));
    this.socket.on("user_said", (said: Uttered) => listener.uttered(said));
    this.socket.on("typing", ({ on }: { on: boolean }) => listener.typing(on));
    this.socket.on("refused", ({ key }: { key: string | null }) => {
      if (!key) listener.refused(); // that of a message is told in its acknowledgement
    });
  }

  open(): void {
    this.socket.connect();
  }

  close(): void {
    this.socket.disconnect();
  }

  /** Not waiting for the next try, as when the network is back or the page is looked at again. */
  hurry(): void {
    if (!this.socket.connected && this.socket.active) this.socket.disconnect().connect();
  }

  requestSession(token: string | null, after: number): void {
    this.socket.emit("session_request", { session_id: token, after });
  }

  seen(upto: number): void {
    if (this.socket.connected) this.socket.emit("seen", { upto });
  }

  /** Null when no answer came: the message may or may not have arrived, and is to be sent again with its key. */
  utter(message: string, session_id: string, key: string): Promise<Ack | null> {
    return new Promise((resolve) => {
      this.socket
        .timeout(PATIENCE)
        .emit("user_uttered", { message, session_id, key }, (failed: Error | null, ack: Ack) => {
          resolve(failed ? null : ack);
        });
    });
  }
}
