// Bundles src/ and socket.io-client into one classic script: `node build.mjs [FILE]`, by default dist/widget.js.
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const file = resolve(process.argv[2] ?? join(here, "dist/widget.js"));

// Safari 14 and the browsers inside WeChat. JavaScript goes by its year: esbuild takes Safari 14 for one that cannot destructure.
const language = "es2020";
const browsers = ["chrome86", "safari14", "firefox78"];

const styles = {
  name: "styles as minified text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true, target: browsers });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

// The gateway speaks websocket and polling, in text. What socket.io-client brings for others (WebTransport,
// XMLHttpRequest, attachments) is a third of it, and left out.
const CLIENT = `export { Manager } from "./manager.js";`;
const ENGINE = `
  export { Socket } from "./socket.js";
  export { installTimerFunctions } from "./util.js";
  export { nextTick } from "./globals.node.js";`;
const TRANSPORTS = `
  import { Fetch } from "./polling-fetch.js";
  import { WS } from "./websocket.js";
  export const transports = { websocket: WS, polling: Fetch };`;
const ENCODE = `
  import { PACKET_TYPES } from "./commons.js";
  export const encodePacket = ({ type, data }, _, callback) => callback(PACKET_TYPES[type] + (data || ""));
  export const encodePacketToBinary = 0;`;
const DECODE = `
  import { ERROR_PACKET, PACKET_TYPES_REVERSE } from "./commons.js";
  export const decodePacket = (text) => {
    const type = PACKET_TYPES_REVERSE[text[0]];
    return type ? { type, data: text.slice(1) || undefined } : ERROR_PACKET;
  };`;
// A backend is always an origin, which every browser can take apart itself.
const ADDRESS = `
  export const parse = (origin) => {
    const { protocol, hostname, port } = new URL(origin);
    return { protocol: protocol.slice(0, -1), host: hostname.replace(/[[\\]]/g, ""), port };
  };`;
// Timers and lengths as every browser of today has them.
const UTIL = `
  export const pick = (from, ...names) => Object.fromEntries(names.filter((name) => name in from).map((name) => [name, from[name]]));
  export const installTimerFunctions = (to) => {
    to.setTimeoutFn = setTimeout.bind(self);
    to.clearTimeoutFn = clearTimeout.bind(self);
  };
  export const byteLength = (text) => new TextEncoder().encode(text).length;
  export const randomString = () => Math.random().toString(36).slice(2, 10);`;
const REPLACED = [
  [/socket\.io-client[\\/]build[\\/]esm[\\/]index\.js$/, CLIENT],
  [/engine\.io-client[\\/]build[\\/]esm[\\/]index\.js$/, ENGINE],
  [/engine\.io-client[\\/]build[\\/]esm[\\/]transports[\\/]index\.js$/, TRANSPORTS],
  [/engine\.io-client[\\/]build[\\/]esm[\\/]contrib[\\/]parseuri\.js$/, ADDRESS],
  [/engine\.io-client[\\/]build[\\/]esm[\\/]util\.js$/, UTIL],
  [/engine\.io-parser[\\/]build[\\/]esm[\\/]encodePacket\.browser\.js$/, ENCODE],
  [/engine\.io-parser[\\/]build[\\/]esm[\\/]decodePacket\.browser\.js$/, DECODE],
];

const slim = {
  name: "only what the gateway speaks",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^socket\.io-parser$/ }, () => ({ path: join(here, "src/packets.ts") }));
    for (const [filter, contents] of REPLACED) onLoad({ filter }, () => ({ contents }));
  },
};

await build({
  absWorkingDir: here,
  entryPoints: ["src/main.ts"],
  outfile: file,
  bundle: true,
  minify: true,
  mangleProps: /^_[a-z]/, // what socket.io-client keeps to itself
  mangleQuoted: true,
  format: "iife",
  target: language,
  charset: "utf8",
  legalComments: "none",
  banner: { js: "/* 郑小才 (Apache-2.0), with socket.io-client (MIT, © Guillermo Rauch and contributors); sources in web/widget/src */" },
  plugins: [styles, slim],
});
