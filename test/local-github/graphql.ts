// POST /graphql: GitHub's official schema, executed by graphql-js. A query that GitHub would refuse is
// refused here by the same schema; a field nobody built here is an error and recorded, never a silent null.

import {
  buildASTSchema,
  execute,
  getOperationAST,
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
  type FieldNode,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from "graphql";
import { schema as official } from "@octokit/graphql-schema";
import type { Actor } from "./auth.ts";
import { typedError, type Args } from "./graphql-connection.ts";
import { MOST_NODES, connectionFields, costOf, type Cost } from "./graphql-cost.ts";
import { mutations } from "./graphql-mutations.ts";
import { rootFields } from "./graphql-root.ts";
import { typeName, type Context, type Fields } from "./graphql-context.ts";
import { typeFields } from "./graphql-types.ts";
import { callerOf } from "./routes-app.ts";
import { refuse, type Answer } from "./routing.ts";
import { secondaryLimit } from "./secondary-limit.ts";
import type { World } from "./world.ts";

/**
 * What GitHub has and the packaged schema (of February 2025) lacks, each with its source. Extend this
 * where the app asks for something newer; none is needed yet beyond what the package has.
 */
const EXTENSIONS = "";

let built: GraphQLSchema | undefined;

/** GitHub's schema; built at first use, which takes about 140 ms. */
function schemaOf(): GraphQLSchema {
  built ??= buildASTSchema(parse(official.idl + EXTENSIONS, { noLocation: true }), { assumeValidSDL: true });
  return built;
}

interface Prepared {
  readonly document: DocumentNode;
  readonly errors: readonly GraphQLError[];
  readonly connections: ReadonlySet<FieldNode>;
}

/** Parsing and validating against so large a schema is slow, and clients send the same few documents. */
const prepared = new Map<string, Prepared>();

function prepare(query: string): Prepared {
  const known = prepared.get(query);
  if (known) return known;
  const document = parse(query);
  const errors = validate(schemaOf(), document);
  const connections = errors.length > 0 ? new Set<FieldNode>() : connectionFields(schemaOf(), document);
  const fresh = { document, errors, connections };
  prepared.set(query, fresh);
  return fresh;
}

interface Asked {
  readonly body: Readonly<Record<string, unknown>>;
  readonly accept: string;
}

/** Answers one GraphQL request. Errors come with HTTP 200, as GitHub sends them. */
export async function answerGraphql(world: World, asked: Asked, actor: Actor): Promise<Answer> {
  if (actor.kind === "anonymous" || actor.kind === "app")
    return refuse(401, "This endpoint requires you to be authenticated.");
  const query = asked.body["query"];
  if (typeof query !== "string")
    return refuse(400, "A query attribute must be specified and must be a string.");
  const variables = (asked.body["variables"] ?? {}) as Args;
  let ready: Prepared;
  try {
    ready = prepare(query);
  } catch (error) {
    return { status: 200, body: { errors: [shown(error as GraphQLError)] } };
  }
  if (ready.errors.length > 0) return { status: 200, body: { errors: ready.errors.map(shown) } };
  const cost = costOf(ready.document, ready.connections, variables);
  const refusal = refusalOf(world, actor, cost);
  if (refusal) return { status: 200, body: { errors: [shown(refusal)] } };
  const operation = getOperationAST(ready.document, asked.body["operationName"] as string | undefined);
  if (operation?.operation === OperationTypeNode.MUTATION) {
    const names = operation.selectionSet.selections.flatMap((field) =>
      "name" in field ? field.name.value : [],
    );
    const limited = secondaryLimit(world, `POST /graphql ${names.join(" ")}`);
    if (limited) return limited;
  }
  const context: Context = { world, actor, cost: cost.points };
  const result = await execute({
    schema: schemaOf(),
    document: ready.document,
    contextValue: context,
    variableValues: variables,
    operationName: asked.body["operationName"] as string | undefined,
    fieldResolver,
    typeResolver: (value) => typeName(value),
  });
  const errors = result.errors?.map(shown);
  return {
    status: 200,
    body: { ...(result.data === undefined ? {} : { data: result.data }), ...(errors ? { errors } : {}) },
  };
}

function refusalOf(world: World, actor: Actor, cost: Cost): GraphQLError | undefined {
  if (cost.nodes > MOST_NODES) {
    const message = `This query requests up to ${cost.nodes.toLocaleString("en")} possible nodes which exceeds the maximum limit of 500,000.`;
    return typedError("MAX_NODE_LIMIT_EXCEEDED", message);
  }
  const caller = callerOf(actor);
  if (world.limits.charge(caller, "graphql", cost.points)) {
    world.counters.calls.graphqlPoints += cost.points;
    return undefined;
  }
  return typedError("RATE_LIMITED", `API rate limit exceeded for ${caller}.`);
}

const ROOTS: Readonly<Record<string, Fields<never>>> = { Query: rootFields, Mutation: mutations };

/** Finds a field's value: in the tables by type, else as a plain property of what a resolver returned. */
const fieldResolver: GraphQLFieldResolver<unknown, Context> = (source, args: Args, context, info) => {
  const table = (ROOTS[info.parentType.name] ?? typeFields[info.parentType.name]) as
    Fields<unknown> | undefined;
  const field = table?.[info.fieldName];
  if (field) return field(source, args, context);
  if (typeof source === "object" && source !== null && info.fieldName in source) {
    return (source as Record<string, unknown>)[info.fieldName];
  }
  const name = `${info.parentType.name}.${info.fieldName}`;
  context.world.unhandled.push(`GraphQL ${name}`);
  throw new Error(`${name} is not built into the local GitHub`);
};

/** An error as GitHub writes it: its type, where there is one, stands beside the message. */
function shown(error: GraphQLError): Record<string, unknown> {
  const type = error.extensions["type"];
  return {
    ...(type === undefined ? {} : { type }),
    ...(error.path ? { path: error.path } : {}),
    ...(error.locations ? { locations: error.locations } : {}),
    message: error.message,
  };
}
