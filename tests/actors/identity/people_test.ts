/** The personal-data store: people before their first join, the sweep, texts. */
import { createPeople, ORPHAN_MS } from "../../../actors/identity/people.ts";
import { orphanKey } from "../../../actors/identity/store.ts";
import type { TenantId } from "../../../actors/shared/ids.ts";
import { assertEquals, assertRejects } from "@std/assert";
import { AppError } from "../../../actors/shared/errors.ts";
import { inMemoryWorld } from "../../support/memory_store.ts";

const tenantId = "t1" as TenantId;
const person = { name: "Ada", phone: "+49 30 1234", birthDate: null, language: "de" };

Deno.test("writePerson() marks the person as in no line, in the same commit", () =>
  inMemoryWorld(async (world) => {
    const people = createPeople(world);
    const patientId = people.mintPatientId();
    await people.writePerson({ tenantId, patientId, person });
    assertEquals(await people.readPerson({ tenantId, patientId }), person);
    assertEquals((await world.kv.get(orphanKey(tenantId, patientId))).value, { at: world.now() });
  }));

Deno.test("writePerson() refuses to write over somebody", () =>
  inMemoryWorld(async (world) => {
    const people = createPeople(world);
    const patientId = people.mintPatientId();
    await people.writePerson({ tenantId, patientId, person });
    await assertRejects(
      () => people.writePerson({ tenantId, patientId, person: { ...person, name: "Eve" } }),
      AppError,
    );
    assertEquals((await people.readPerson({ tenantId, patientId }))?.name, "Ada");
  }));

Deno.test("readPerson() does not find another tenant's person", () =>
  inMemoryWorld(async (world) => {
    const people = createPeople(world);
    const patientId = people.mintPatientId();
    await people.writePerson({ tenantId, patientId, person });
    assertEquals(await people.readPerson({ tenantId: "t2" as TenantId, patientId }), null);
  }));

Deno.test("sweepOrphans() forgets who reached no line in time, and nobody earlier", () =>
  inMemoryWorld(async (world) => {
    const people = createPeople(world);
    const patientId = people.mintPatientId();
    await people.writePerson({ tenantId, patientId, person });
    world.pass(ORPHAN_MS - 1);
    assertEquals(await people.sweepOrphans(), 0);
    world.pass(1);
    assertEquals(await people.sweepOrphans(), 1);
    assertEquals(await people.readPerson({ tenantId, patientId }), null);
    assertEquals(await people.sweepOrphans(), 0);
  }));

Deno.test("sweepOrphans() and forgetOrphan() keep whoever joined: the mark is gone", () =>
  inMemoryWorld(async (world) => {
    const people = createPeople(world);
    const patientId = people.mintPatientId();
    await people.writePerson({ tenantId, patientId, person });
    await world.kv.delete(orphanKey(tenantId, patientId));
    world.pass(ORPHAN_MS * 2);
    assertEquals(await people.sweepOrphans(), 0);
    await people.forgetOrphan({ tenantId, patientId });
    assertEquals(await people.readPerson({ tenantId, patientId }), person);
  }));

Deno.test("forgetOrphan() removes person and mark at once", () =>
  inMemoryWorld(async (world) => {
    const people = createPeople(world);
    const patientId = people.mintPatientId();
    await people.writePerson({ tenantId, patientId, person });
    await people.forgetOrphan({ tenantId, patientId });
    assertEquals(await people.readPerson({ tenantId, patientId }), null);
    assertEquals((await world.kv.get(orphanKey(tenantId, patientId))).value, null);
  }));

Deno.test("putText() keeps a text under an id of its own, dropText() removes it", () =>
  inMemoryWorld(async (world) => {
    const people = createPeople(world);
    const textId = await people.putText({ tenantId, about: "k1", text: "Felt worse" });
    assertEquals(await people.readText({ tenantId, textId }), "Felt worse");
    assertEquals(await people.readText({ tenantId: "t2" as TenantId, textId }), null);
    await people.dropText({ tenantId, textId });
    assertEquals(await people.readText({ tenantId, textId }), null);
  }));

Deno.test("readPeople() answers whom it knows in the order asked, of that tenant alone", () =>
  inMemoryWorld(async (world) => {
    const people = createPeople(world);
    const [first, second, third] = [people.mintPatientId(), people.mintPatientId(), people.mintPatientId()];
    await people.writePerson({ tenantId, patientId: first, person });
    await people.writePerson({ tenantId, patientId: second, person: { ...person, name: "Grace" } });
    await people.writePerson({ tenantId: "t2" as TenantId, patientId: third, person });
    assertEquals(await people.readPeople({ tenantId, patientIds: [second, third, first] }), [
      { patientId: second, ...person, name: "Grace" },
      { patientId: first, ...person },
    ]);
  }));
