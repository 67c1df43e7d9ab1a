// What the browser keeps for one backend: the session token, unsent messages, and how the visitor likes to read.

export interface Unsent {
  key: string;
  text: string;
  at: string;
}

export type Name = "token" | "seen" | "theme" | "large" | `rated:${number}` | `unsent:${string}`;

export class Store {
  private memory = new Map<string, string>(); // when the browser refuses to keep anything
  private prefix: string;

  constructor(backend: string) {
    this.prefix = `xiaocai:${backend}:`;
  }

  get(name: Name): string | null {
    try {
      return localStorage.getItem(this.prefix + name) ?? this.memory.get(name) ?? null;
    } catch {
      return this.memory.get(name) ?? null;
    }
  }

  set(name: Name, value: string | null): void {
    try {
      if (value === null) localStorage.removeItem(this.prefix + name);
      else localStorage.setItem(this.prefix + name, value);
      this.memory.delete(name);
    } catch {
      if (value === null) this.memory.delete(name);
      else this.memory.set(name, value);
    }
  }

  /** One entry a message, so that two tabs never overwrite each other's. */
  keep(unsent: Unsent): void {
    this.set(`unsent:${unsent.key}`, JSON.stringify(unsent));
  }

  drop(key: string): void {
    this.set(`unsent:${key}`, null);
  }

  /** In the order in which they were written. */
  unsent(): Unsent[] {
    const found: Unsent[] = [];
    for (const name of this.names()) {
      const kept = name.startsWith("unsent:") ? this.get(name as Name) : null;
      if (kept) found.push(JSON.parse(kept));
    }
    return found.sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  /** Calls back when another tab has changed something. */
  watch(changed: (name: Name, value: string | null) => void): () => void {
    const listener = ({ key, newValue }: StorageEvent) => {
      if (key?.startsWith(this.prefix)) changed(key.slice(this.prefix.length) as Name, newValue);
    };
    addEventListener("storage", listener);
    return () => removeEventListener("storage", listener);
  }

  private names(): string[] {
    const names = [...this.memory.keys()];
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(this.prefix)) names.push(key.slice(this.prefix.length));
      }
    } catch {
      // nothing is kept but in memory
    }
    return names;
  }
}
