/**
 * The flags of the server for `deno run`: how large its heap may grow, and the permissions that depend on where it
 * listens and stores; everything else it may do stands in `deno.json`. It reads names and paths only, no secrets, and
 * opens nothing.
 */

/**
 * The engine lets garbage pile up with the room it has. The longest line that is promised, 350,000 people, lives in a
 * fifth of this.
 */
const HEAP_MIB_MAX = 1_536;
const HOST_DEFAULT = "127.0.0.1";
const PORT_DEFAULT = "8000";
const KV_PATH_DEFAULT = ".data/anteroom.sqlite3";
/** A flag replaces the list in `deno.json`, so what the pages read is named again. */
const STATIC_FOLDER = "./static";

/** A host as permissions name it: IPv6 in brackets. */
function permissionHost(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

/** The host and port of a store behind KV Connect, or null when the address is not a URL. */
function storeHost(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === "http:" ? "80" : "443")}`;
}

/** The folder that holds the store, its lock and the key kept beside it. */
function storeFolder(path: string): string {
  const end = path.lastIndexOf("/");
  if (end < 0) return ".";
  return end === 0 ? "/" : path.slice(0, end);
}

/**
 * The flags for the environment in `read`: listening on `HOST` and `PORT`, talking to `KV_URL`, files in the
 * folder of `KV_PATH`. A wrong value grants nothing; the server itself names it when it starts.
 * @throws RangeError for a value that would end a flag early.
 */
export function startFlags(read: (name: string) => string | undefined): readonly string[] {
  const host = permissionHost(read("HOST") || HOST_DEFAULT);
  const port = read("PORT") || PORT_DEFAULT;
  const store = storeHost(read("KV_URL") ?? "");
  const path = read("KV_PATH") || KV_PATH_DEFAULT;
  const folder = storeFolder(path === ":memory:" ? KV_PATH_DEFAULT : path);
  const listen = port === "0" ? host : `${host}:${port}`;
  const broken = [listen, store ?? "", folder].find((value) => /[\s,]/.test(value));
  if (broken !== undefined) {
    throw new RangeError(`Cannot grant "${broken}": spaces and commas are not allowed there`);
  }
  const net = store === null ? listen : `${listen},${store}`;
  return [
    `--v8-flags=--max-old-space-size=${HEAP_MIB_MAX}`,
    `--allow-net=${net}`,
    `--allow-read=${STATIC_FOLDER},${folder}`,
    `--allow-write=${folder}`,
  ];
}

if (import.meta.main) {
  try {
    console.log(startFlags((name) => Deno.env.get(name)).join(" "));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
