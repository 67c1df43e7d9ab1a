// The socket.io protocol (revision 5) without attachments, which this gateway never sends; takes the place of socket.io-parser.

import { Emitter } from "@socket.io/component-emitter";

export const protocol = 5;

export const PacketType = { CONNECT: 0, DISCONNECT: 1, EVENT: 2, ACK: 3, CONNECT_ERROR: 4 };

export interface Packet {
  type: number;
  nsp: string;
  data?: unknown;
  id?: number;
}

// type, then `/namespace,` unless it is the main one, then the number of the acknowledgement, then JSON
const PACKET = /^([0-4])(?:(\/[^,]*),)?(\d+)?(.*)$/s;

export class Encoder {
  encode({ type, nsp, id, data }: Packet): string[] {
    return [`${type}${nsp && nsp !== "/" ? `${nsp},` : ""}${id ?? ""}${data === undefined ? "" : JSON.stringify(data)}`];
  }
}

export class Decoder extends Emitter<{}, {}, { decoded: (packet: Packet) => void }> {
  add(text: string): void {
    const [, type, nsp = "/", id, json] = PACKET.exec(text) ?? [];
    if (!type) throw new Error("not a packet of text");
    const packet: Packet = { type: Number(type), nsp };
    if (id) packet.id = Number(id);
    if (json) packet.data = JSON.parse(json);
    this.emitReserved("decoded", packet);
  }

  destroy(): void {}
}
