// Things by their node ids, of which some may be gone.

import type { GraphQl } from "./clients.ts";

/** Of what is gone, and of what the installation may not read. */
const ABSENT: ReadonlySet<string> = new Set(["NOT_FOUND", "FORBIDDEN"]);

/** GitHub answers for what is gone (deleted or moved while we did not look) with null, and an error beside it. */
export async function readNodes<Node>(
  graphql: GraphQl,
  document: string,
  ids: readonly string[],
): Promise<readonly Node[]> {
  type Nodes = readonly (Node | null)[];
  const present = (nodes: Nodes) => nodes.filter((node) => node !== null);
  try {
    return present((await graphql<{ nodes: Nodes }>(document, { ids })).nodes);
  } catch (error) {
    const { data, errors } = error as { data?: { nodes?: Nodes | null }; errors?: { type?: string }[] };
    if (!data?.nodes || !errors?.every(({ type = "" }) => ABSENT.has(type))) throw error;
    return present(data.nodes);
  }
}
