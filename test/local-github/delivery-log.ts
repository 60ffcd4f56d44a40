// The log of webhook deliveries. A delivery's payload is kept for three days of the clock's time, as long as
// GitHub lets one redeliver it.

import { DAY, type Clock } from "../../src/core/clock.ts";
import { idSource, uuid } from "./ids.ts";

const KEPT_MS = 3 * DAY;

/** One attempt to deliver one webhook. */
export interface Delivery {
  readonly id: number;
  /** The same in every attempt for one event. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number;
  readonly repositoryId: number | null;
  readonly isRedelivery: boolean;
  /** The clock's time of the attempt, which for a late one is later than the event. */
  deliveredAt: number;
  /** The HTTP status of the answer; 0 while under way, and 504 or 502 when there was none. */
  statusCode: number;
  /** "OK", or what went wrong; "pending" while under way. */
  status: string;
  durationS: number;
  /** The body as sent; null once the delivery is too old to be sent again. */
  payload: string | null;
  answer: string | null;
}

/** What is known of a delivery before its first attempt. */
export interface NewDelivery {
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number;
  readonly repositoryId: number | null;
  /** Makes the GUID: the same in every run. */
  readonly subject: string;
  readonly payload: string;
  readonly at: number;
}

/** The log, as the sending side uses it. */
interface DeliveryLog {
  /** Every attempt, oldest first. */
  readonly entries: readonly Delivery[];
  /** Logs the first attempt for an event, not yet sent. */
  prepare(fresh: NewDelivery): Delivery;
  /** Logs another attempt for the same event, not yet sent. */
  again(delivery: Delivery): Delivery;
  /** The attempt of this id, if it is young enough to be sent again. */
  findYoung(id: number): Delivery | undefined;
  /** Marks an attempt of an earlier process by its GUID. */
  recall(guid: string, statusCode: number, status: string): void;
}

/** Starts an empty log. */
export function newDeliveryLog(clock: Clock): DeliveryLog {
  const ids = idSource();
  const entries: Delivery[] = [];
  const repeats = new Map<string, number>();
  const latest = new Map<string, Delivery>();
  let pruned = 0;

  const add = (fields: Omit<Delivery, "id" | "statusCode" | "status" | "durationS" | "answer">): Delivery => {
    const id = ids.wide("delivery", fields.deliveredAt, `${fields.guid} ${entries.length}`);
    const delivery: Delivery = {
      ...fields,
      id,
      statusCode: 0,
      status: "pending",
      durationS: 0,
      answer: null,
    };
    entries.push(delivery);
    latest.set(fields.guid, delivery);
    for (; (entries[pruned]?.deliveredAt ?? Infinity) < clock.now() - KEPT_MS; pruned += 1) {
      const old = entries[pruned];
      // One that is still under way keeps its payload; there are never many.
      if (old && old.statusCode !== 0) old.payload = null;
    }
    return delivery;
  };

  return {
    entries,
    prepare({ subject, at, ...fields }) {
      const repeat = repeats.get(subject) ?? 0;
      repeats.set(subject, repeat + 1);
      return add({
        ...fields,
        guid: uuid(`${subject} ${repeat}`),
        isRedelivery: false,
        deliveredAt: Math.min(at, clock.now()),
      });
    },
    again: (delivery) => add({ ...delivery, isRedelivery: true, deliveredAt: clock.now() }),
    findYoung(id) {
      const found = entries.find((delivery) => delivery.id === id);
      const isYoung = found && found.payload !== null && found.deliveredAt >= clock.now() - KEPT_MS;
      return isYoung ? found : undefined;
    },
    recall(guid, statusCode, status) {
      const delivery = latest.get(guid);
      if (delivery?.statusCode === 0) Object.assign(delivery, { statusCode, status });
    },
  };
}
