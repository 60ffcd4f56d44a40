// The troubles of requests and deliveries, and the log from which lost deliveries are sent again.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DAY, MINUTE } from "../../src/core/clock.ts";
import { OWNER_REPO, START, at, startFixture, type Fixture } from "./fixture.ts";

let fixture: Fixture;
beforeEach(async () => {
  fixture = await startFixture();
  await fixture.github.perform(at(0, "bob", { do: "open-issue", number: 1, title: "T", body: "B" }), {
    deliver: false,
  });
  await fixture.octokit.rest.repos.get(OWNER_REPO);
  fixture.receiver.received.length = 0;
});
afterEach(() => fixture.close());

const comment = (body = "x") =>
  fixture.octokit.rest.issues.createComment({ ...OWNER_REPO, issue_number: 1, body });
const written = () => fixture.github.state.repositories.get("acme/rocket")?.threads.get(1)?.remarks.length;
const say = (hour: number, body: string) =>
  fixture.github.perform(at(hour, "bob", { do: "comment", number: 1, body }), { deliver: true });
const heard = () =>
  fixture.receiver.received.map(({ payload }) => (payload["comment"] as { body: string }).body);

describe("requests", () => {
  test("fail before they take effect", async () => {
    fixture.github.troubles.failBefore.next = 1;
    await expect(comment()).rejects.toMatchObject({ status: 502 });
    expect(written()).toBe(0);
    await comment();
    expect(written()).toBe(1);
  });

  test("fail after they took effect", async () => {
    fixture.github.troubles.failAfter.next = 1;
    await fixture.octokit.rest.repos.get(OWNER_REPO);
    await expect(comment()).rejects.toMatchObject({ status: 502 });
    expect(written()).toBe(1);
  });

  test("are cut off after they took effect", async () => {
    fixture.github.troubles.timeOutAfter.next = 1;
    await expect(comment()).rejects.toMatchObject({ status: 500 });
    expect(written()).toBe(1);
  });

  test("meet a secondary limit, for those only that a test picks", async () => {
    const { troubles } = fixture.github;
    Object.assign(troubles.secondaryLimit, {
      next: 1,
      only: (subject: string) => subject.endsWith("/labels"),
    });
    troubles.limitStatus = 429;
    await comment();
    const labels = fixture.octokit.rest.issues.addLabels({ ...OWNER_REPO, issue_number: 1, labels: ["bug"] });
    await expect(labels).rejects.toMatchObject({
      status: 429,
      response: { headers: { "retry-after": "60" } },
    });
  });

  test("strike by a probability that the seed fixes", async () => {
    fixture.github.troubles.failBefore.probability = 0.5;
    const outcomes: boolean[] = [];
    for (let i = 0; i < 20; i += 1)
      outcomes.push(
        await comment().then(
          () => true,
          () => false,
        ),
      );
    expect(new Set(outcomes).size).toBe(2);
    fixture.github.troubles.clear();
    await comment();
  });
});

describe("deliveries", () => {
  test("come twice with one GUID", async () => {
    fixture.github.troubles.duplicate.next = 1;
    await say(1, "a");
    expect(heard()).toEqual(["a", "a"]);
    expect(new Set(fixture.receiver.received.map(({ guid }) => guid)).size).toBe(1);
  });

  test("come in another order", async () => {
    fixture.github.troubles.reorder.next = 1;
    await say(1, "a");
    await say(2, "b");
    await say(3, "c");
    expect(heard()).toEqual(["b", "a", "c"]);
  });

  test("come late by the virtual clock", async () => {
    const { clock, github } = fixture;
    github.troubles.delay.next = 1;
    await say(1, "a");
    await say(2, "b");
    expect(heard()).toEqual(["b"]);
    expect(clock.nextWake()).toBe(START + 5 * MINUTE);
    clock.set(START + 5 * MINUTE);
    await new Promise((resolve) => setImmediate(resolve));
    await github.settled();
    expect(heard()).toEqual(["b", "a"]);
  });

  test("get lost, stay in the log, and can be asked for for three days", async () => {
    const { app, github, clock, receiver } = fixture;
    github.troubles.lose.next = 1;
    await say(1, "a");
    await say(2, "b");
    receiver.status = 500;
    await say(3, "c");
    receiver.status = 202;
    expect(heard()).toEqual(["b", "c"]);
    const list = await app.paginate(app.rest.apps.listWebhookDeliveries, { per_page: 2 });
    expect(list.map(({ event, status_code }) => [event, status_code])).toEqual([
      ["issue_comment", 500],
      ["issue_comment", 202],
      ["issue_comment", 504],
      ["installation", 202],
    ]);
    const lost = list.filter(({ status }) => status !== "OK");
    for (const { id } of lost) await app.rest.apps.redeliverWebhookDelivery({ delivery_id: id });
    await github.settled();
    expect(heard().slice(2).toSorted()).toEqual(["a", "c"]);
    const detail = await app.rest.apps.getWebhookDelivery({ delivery_id: Number(lost[0]?.id) });
    expect(detail.data.request.payload).toMatchObject({ action: "created", comment: { body: "c" } });
    clock.set(START + 4 * DAY);
    await expect(
      app.rest.apps.redeliverWebhookDelivery({ delivery_id: Number(lost[0]?.id) }),
    ).rejects.toMatchObject({
      status: 404,
    });
  });

  test("fail plainly when nobody listens", async () => {
    fixture.github.setWebhookUrl("http://127.0.0.1:1/");
    const [delivery] = await say(1, "a");
    expect(delivery).toMatchObject({ statusCode: 502, status: "failed to connect to host" });
  });
});
