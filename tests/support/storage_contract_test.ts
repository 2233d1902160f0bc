import { openConnectPeer, startConnectPeer } from "./connect_peer.ts";
import { SimulatedStore } from "./simulated_kv.ts";
import { Simulation } from "./simulation_clock.ts";
import { storageContract } from "./storage_contract.ts";

storageContract({
  name: "KV in memory",
  checksMax: 100,
  open: async () => ({ kv: await Deno.openKv(":memory:") }),
});

storageContract({
  name: "KV in a file",
  checksMax: 100,
  open: async () => {
    const folder = await Deno.makeTempDir();
    const free = () => Deno.remove(folder, { recursive: true });
    return { kv: await Deno.openKv(`${folder}/contract.sqlite3`), free };
  },
});

for (const checksMax of [100, 10]) {
  storageContract({
    name: `simulated KV (${checksMax} checks)`,
    checksMax,
    open: () => {
      const simulation = new Simulation({ seed: `contract ${checksMax}` });
      const store = new SimulatedStore({ simulation, checksMax });
      const kv = store.connect(simulation.process("contract"));
      return Promise.resolve({ kv, drive: (work) => simulation.drive(work) });
    },
  });
}

storageContract({
  name: "KV Connect",
  checksMax: 10,
  open: async () => {
    const peer = startConnectPeer();
    return { kv: await openConnectPeer(peer), free: () => peer.stop() };
  },
});
