// The two kinds of error: a UserError becomes a helpful reply, anything else is a fault.

/** Something a person got wrong. Its message is for them: what happened, and the next step. */
export class UserError extends Error {
  override readonly name = "UserError";
}

/** The one-line description of anything thrown, for logs and for the reason column of parked work. */
export function describeError(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return error.errors.map(describeError).join("; ").slice(0, 500);
  }
  if (isFailedQuery(error)) return describeError(error.cause);
  if (error instanceof Error) return `${error.name}: ${error.message}`.slice(0, 500);
  return String(error).slice(0, 500);
}

/** The query builder's own error quotes every value of the query, people's words among them; its cause does not. */
function isFailedQuery(error: unknown): error is Error & { readonly cause: unknown } {
  return error instanceof Error && "params" in error && error.cause !== undefined;
}
