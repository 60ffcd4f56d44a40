// What requests were for, so that it can be told what they cost.

/** Requests by kind. */
export interface Calls {
  restReads: number;
  restWrites: number;
  graphqlReads: number;
  graphqlWrites: number;
  /** Points that GraphQL charged. */
  graphqlPoints: number;
  /** By the app itself, about itself: tokens, installations, its log of deliveries. They count in no installation's limit. */
  asApp: number;
}

export function noCalls(): Calls {
  return { restReads: 0, restWrites: 0, graphqlReads: 0, graphqlWrites: 0, graphqlPoints: 0, asApp: 0 };
}

/** The kind of a request. */
export function kindOfCall(asked: {
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}): Exclude<keyof Calls, "graphqlPoints"> {
  if (asked.path === "/app" || asked.path.startsWith("/app/")) return "asApp";
  if (asked.path !== "/graphql") return asked.method === "GET" ? "restReads" : "restWrites";
  return /^\s*mutation\b/.test(String(asked.body["query"])) ? "graphqlWrites" : "graphqlReads";
}
