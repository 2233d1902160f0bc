/**
 * Personal data: who a patient is and what was written in words. The log refers to both by id only. A person is
 * written before their first join; one who never reached a line is swept.
 */
import type { Kv } from "../runtime/deps.ts";
import { AppError } from "../shared/errors.ts";
import type { PatientId, TenantId, TextId } from "../shared/ids.ts";
import type { Person } from "./schema.ts";
import {
  insertPerson,
  listOrphans,
  orphanKey,
  personKey,
  readPeopleAt,
  readPersonAt,
  readTextAt,
  removeOrphan,
  textKey,
  writeText,
} from "./store.ts";

/** A person in no line after this long is forgotten. */
export const ORPHAN_MS = 15 * 60_000;
/** How many markers one sweep looks at; the next takes the rest. */
export const SWEEP_ENTRIES_MAX = 10_000;
export const PATIENT_ID_CHARS = 21;
export const TEXT_ID_CHARS = 21;

export interface PersonRef {
  readonly tenantId: TenantId;
  readonly patientId: PatientId;
}

export interface KnownPerson extends Person {
  readonly patientId: PatientId;
}

export interface People {
  /** A fresh patient id, known to nobody. */
  mintPatientId(): PatientId;
  /** Writes a new person, marked as in no line until a join's commit removes the mark. */
  writePerson(write: PersonRef & { readonly person: Person }): Promise<void>;
  readPerson(of: PersonRef): Promise<Person | null>;
  /** Those of `patientIds` who are known, in the same order. */
  readPeople(
    of: { readonly tenantId: TenantId; readonly patientIds: readonly PatientId[] },
  ): Promise<readonly KnownPerson[]>;
  /** Forgets a person who is in no line; one who meanwhile joined a line is kept. */
  forgetOrphan(of: PersonRef): Promise<void>;
  /** Keeps `text` (what staff or a patient wrote about the thing with id `about`) and gives its id. */
  putText(
    write: { readonly tenantId: TenantId; readonly about: string; readonly text: string },
  ): Promise<TextId>;
  readText(of: { readonly tenantId: TenantId; readonly textId: TextId }): Promise<string | null>;
  /** Removes a text that nothing refers to: its command was refused. */
  dropText(of: { readonly tenantId: TenantId; readonly textId: TextId }): Promise<void>;
  /** Forgets the people who reached no line within {@link ORPHAN_MS}; the number forgotten. */
  sweepOrphans(): Promise<number>;
}

export interface PeopleDeps {
  readonly kv: Kv;
  now(): number;
  mintId(chars: number): string;
}

/** The personal-data store on `kv`. */
export function createPeople({ kv, now, mintId }: PeopleDeps): People {
  const keysOf = ({ tenantId, patientId }: PersonRef) => ({
    key: personKey(tenantId, patientId),
    orphan: orphanKey(tenantId, patientId),
  });

  async function sweepOrphans(): Promise<number> {
    const before = now() - ORPHAN_MS;
    const prefix = orphanKey("" as TenantId, "" as PatientId).slice(0, -2);
    let forgotten = 0;
    for await (const found of listOrphans(kv, { prefix, limit: SWEEP_ENTRIES_MAX })) {
      if (found.at > before) continue;
      const key = personKey(found.tenantId, found.patientId);
      if (await removeOrphan(kv, { key, orphan: found.key, versionstamp: found.versionstamp })) {
        forgotten += 1;
      }
    }
    return forgotten;
  }

  return {
    mintPatientId: () => mintId(PATIENT_ID_CHARS) as PatientId,
    async writePerson({ tenantId, patientId, person }) {
      const isWritten = await insertPerson(kv, { ...keysOf({ tenantId, patientId }), person, at: now() });
      if (!isWritten) throw new AppError("contended", "Cannot write a person: the minted id is taken");
    },
    readPerson: (of) => readPersonAt(kv, personKey(of.tenantId, of.patientId)),
    async readPeople({ tenantId, patientIds }) {
      const keys = patientIds.map((patientId) => personKey(tenantId, patientId));
      const found = await readPeopleAt(kv, keys);
      return patientIds.flatMap((patientId, index) => {
        const person = found[index] ?? null;
        return person === null ? [] : [{ patientId, ...person }];
      });
    },
    async forgetOrphan(of) {
      const { key, orphan } = keysOf(of);
      const { versionstamp } = await kv.get(orphan);
      if (versionstamp !== null) await removeOrphan(kv, { key, orphan, versionstamp });
    },
    async putText({ tenantId, about, text }) {
      const textId = mintId(TEXT_ID_CHARS) as TextId;
      await writeText(kv, { key: textKey(tenantId, textId), text: { about, text, at: now() } });
      return textId;
    },
    async readText({ tenantId, textId }) {
      return (await readTextAt(kv, textKey(tenantId, textId)))?.text ?? null;
    },
    dropText: ({ tenantId, textId }) => kv.delete(textKey(tenantId, textId)),
    sweepOrphans,
  };
}
