// Sends webhook deliveries in order, with the troubles the real GitHub has: lost, doubled, late, reordered.

import { Agent } from "node:http";
import type { Clock } from "../../src/core/clock.ts";
import { newDeliveryLog, type Delivery, type NewDelivery } from "./delivery-log.ts";
import { failure, post, type Ending, type Hook } from "./delivery-post.ts";
import type { Troubles } from "./troubles.ts";

/** Sending and logging of webhooks. */
export interface Deliveries {
  /** Every attempt, oldest first. */
  readonly log: readonly Delivery[];
  /** Logs a delivery without sending it; `send` does that. */
  prepare(fresh: NewDelivery): Delivery;
  /**
   * Sends them one after another; resolves when each was acknowledged, failed, or was held back by
   * trouble. Never rejects.
   */
  send(deliveries: readonly Delivery[]): Promise<void>;
  /** Sends an old delivery again, as a new attempt with the same GUID; undefined when it is too old. */
  redeliver(id: number): Delivery | undefined;
  /** Marks a delivery of an earlier process by its GUID. */
  recall(guid: string, statusCode: number, status: string): void;
  /** Deliveries that were neither answered nor failed. */
  unfinished(): Delivery[];
  /** Resolves when nothing is in flight; sends first what a reordering held back. */
  settled(): Promise<void>;
  setUrl(url: string | undefined): void;
  readonly url: string | undefined;
  close(): void;
}

/** What sending needs to know. */
interface DeliveryOptions extends Hook {
  readonly clock: Clock;
  readonly url: string | undefined;
  readonly troubles: Troubles;
  /** Told of every attempt that ended. */
  readonly onEnd: (delivery: Delivery) => void;
}

/** Starts with an empty log. */
export function newDeliveries(options: DeliveryOptions): Deliveries {
  const log = newDeliveryLog(options.clock);
  const flight = newFlight(options);
  let held: Delivery | undefined;

  const sendOne = async (delivery: Delivery): Promise<void> => {
    const { troubles } = options;
    const name = delivery.action === null ? delivery.event : `${delivery.event}.${delivery.action}`;
    if (troubles.strikes("lose", name)) return flight.end(delivery, failure(504, "timed out"));
    if (troubles.strikes("delay", name))
      return flight.attemptAt(options.clock.now() + troubles.delayMs, delivery);
    if (held === undefined && troubles.strikes("reorder", name)) {
      held = delivery;
      return;
    }
    const before = held;
    held = undefined;
    await flight.attempt(delivery);
    if (before) await flight.attempt(before);
    if (troubles.strikes("duplicate", name)) await flight.attempt(log.again(delivery));
  };
  const sendAll = async (deliveries: readonly Delivery[]): Promise<void> => {
    for (const delivery of deliveries) await sendOne(delivery);
  };

  return {
    log: log.entries,
    get url() {
      return flight.url;
    },
    prepare: (fresh) => log.prepare(fresh),
    send: (deliveries) => flight.track(sendAll(deliveries)),
    redeliver(id) {
      const old = log.findYoung(id);
      const fresh = old && log.again(old);
      if (fresh) void flight.attempt(fresh);
      return fresh;
    },
    recall: (guid, statusCode, status) => log.recall(guid, statusCode, status),
    unfinished: () => log.entries.filter(({ statusCode }) => statusCode === 0),
    settled() {
      const last = held;
      held = undefined;
      if (last) void flight.attempt(last);
      return flight.landed();
    },
    setUrl: (url) => (flight.url = url),
    close: () => flight.close(),
  };
}

/** What is on its way to the app, and the means to send it. */
interface Flight {
  url: string | undefined;
  attempt(delivery: Delivery): Promise<void>;
  /** Attempts it once the clock says so, without waiting for that here. */
  attemptAt(until: number, delivery: Delivery): void;
  end(delivery: Delivery, ending: Ending): void;
  track(work: Promise<void>): Promise<void>;
  landed(): Promise<void>;
  close(): void;
}

function newFlight(options: DeliveryOptions): Flight {
  const underWay = new Set<Promise<void>>();
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const stop = new AbortController();

  const run = async (delivery: Delivery): Promise<void> => {
    const { url } = flight;
    const ending =
      url === undefined
        ? failure(502, "failed to connect to host")
        : await post(url, agent, options, delivery);
    if (!stop.signal.aborted) flight.end(delivery, ending);
  };
  const flight: Flight = {
    url: options.url,
    attempt: (delivery) => flight.track(run(delivery)),
    attemptAt(until, delivery) {
      const wait = async () => {
        await options.clock.sleepUntil(until, stop.signal);
        if (stop.signal.aborted) return;
        delivery.deliveredAt = options.clock.now();
        await flight.attempt(delivery);
      };
      void wait();
    },
    end(delivery, ending) {
      Object.assign(delivery, ending);
      options.onEnd(delivery);
    },
    track(work) {
      const tracked = work.finally(() => underWay.delete(tracked));
      underWay.add(tracked);
      return tracked;
    },
    async landed() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    close() {
      stop.abort();
      agent.destroy();
    },
  };
  return flight;
}
