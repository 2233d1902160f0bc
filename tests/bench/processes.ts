/**
 * What the kernel tells about a process: how long its first thread, where JavaScript runs, has worked, and how much
 * memory it holds. Linux only, like the machines the numbers are compared on.
 */

/** The work of a thread so far, in milliseconds. */
export interface ThreadTime {
  readonly ranMs: number;
  /** It could have run, but every core was taken. */
  readonly waitedMs: number;
}

/** Reads `/proc/<pid>/task/<pid>/schedstat`. */
export function parseThreadTime(text: string): ThreadTime {
  const [ran, waited] = text.trim().split(" ").map(Number);
  if (ran === undefined || waited === undefined || Number.isNaN(ran + waited)) {
    throw new Error(`Cannot read the scheduler's numbers from ${text}`);
  }
  return { ranMs: ran / 1e6, waitedMs: waited / 1e6 };
}

/** The text of a file below `/proc`, which the runtime itself reads only with every permission there is. */
async function kernelText(path: string): Promise<string> {
  const { success, stdout } = await new Deno.Command("cat", { args: [path], stderr: "null" }).output();
  if (!success) throw new Error(`Cannot read ${path}: is the process gone?`);
  return new TextDecoder().decode(stdout);
}

/** The work of the first thread of a process so far. */
export async function mainThreadTime(pid: number): Promise<ThreadTime> {
  return parseThreadTime(await kernelText(`/proc/${pid}/task/${pid}/schedstat`));
}

/** The share of `wallMs` in which a thread worked or waited for a core: 1 is saturated. */
export function busyShare(
  { before, after, wallMs }: {
    readonly before: ThreadTime;
    readonly after: ThreadTime;
    readonly wallMs: number;
  },
): number {
  return (after.ranMs - before.ranMs + after.waitedMs - before.waitedMs) / wallMs;
}

/** Bytes of `field` in the text of `/proc/<pid>/status`. */
export function parseStatusBytes(text: string, field: "VmRSS" | "VmHWM"): number {
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(text)?.[1];
  if (kibibytes === undefined) throw new Error(`Cannot find ${field} in the status of a process`);
  return Number(kibibytes) * 1_024;
}

/** What a process holds in memory now, in bytes. */
export async function residentBytes(pid: number): Promise<number> {
  return parseStatusBytes(await kernelText(`/proc/${pid}/status`), "VmRSS");
}

/** The most that a process ever held in memory, in bytes. */
export async function residentPeakBytes(pid: number): Promise<number> {
  return parseStatusBytes(await kernelText(`/proc/${pid}/status`), "VmHWM");
}
