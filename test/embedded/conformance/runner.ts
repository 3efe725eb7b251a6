import { EJSON } from 'bson';
import { type CommandStartedEvent, MongoClient, MongoServerError } from 'mongodb';
import { matches, toJson } from './matches.ts';
import { runOperation, type Target } from './operations.ts';
import type { Requirement } from './requirements.ts';

type Json = NonNullable<ReturnType<typeof toJson>>;
type JsonObject = { readonly [key: string]: Json };

export interface SpecTest {
  readonly description: string;
  readonly runOnRequirements?: readonly Requirement[];
  readonly skipReason?: string;
  readonly operations: readonly JsonObject[];
  readonly expectEvents?: readonly {
    client: string;
    events: readonly JsonObject[];
    ignoreExtraEvents?: boolean;
  }[];
  readonly outcome?: readonly CollectionData[];
}

interface CollectionData {
  readonly collectionName: string;
  readonly databaseName: string;
  readonly documents: readonly object[];
}

export interface SpecFile {
  readonly description: string;
  readonly runOnRequirements?: readonly Requirement[];
  readonly createEntities?: readonly JsonObject[];
  readonly initialData?: readonly CollectionData[];
  readonly tests: readonly SpecTest[];
}

/** Values of a test file as the driver takes them. */
function toValues(json: unknown): unknown {
  return json === undefined ? undefined : EJSON.parse(JSON.stringify(json), { relaxed: true });
}

interface World {
  readonly clients: MongoClient[];
  readonly targets: Map<string, Target>;
  readonly events: Map<string, CommandStartedEvent[]>;
}

const IGNORED_COMMANDS = new Set(['hello', 'ismaster', 'endSessions', 'configureFailPoint', 'killCursors']);

function createWorld(uri: string, entities: readonly JsonObject[]): World {
  const world: World = { clients: [], targets: new Map(), events: new Map() };
  const byId = new Map<string, MongoClient>();
  for (const entity of entities) {
    const [kind, given] = Object.entries(entity)[0] as [string, JsonObject];
    const id = given.id as string;
    if (kind === 'client') {
      const client = new MongoClient(uri, { ...(given.uriOptions as object), monitorCommands: true });
      const seen: CommandStartedEvent[] = [];
      client.on('commandStarted', (event) => {
        if (!IGNORED_COMMANDS.has(event.commandName)) seen.push(event);
      });
      byId.set(id, client);
      world.clients.push(client);
      world.events.set(id, seen);
    } else if (kind === 'database') {
      const client = byId.get(given.client as string) as MongoClient;
      const database = client.db(given.databaseName as string, given.databaseOptions as object | undefined);
      world.targets.set(id, { database, collection: undefined });
    } else if (kind === 'collection') {
      const { database } = world.targets.get(given.database as string) as Target;
      const options = given.collectionOptions as object | undefined;
      world.targets.set(id, {
        database,
        collection: database.collection(given.collectionName as string, options),
      });
    }
  }
  return world;
}

async function prepare(uri: string, { createEntities = [], initialData = [] }: SpecFile): Promise<void> {
  const client = new MongoClient(uri);
  for (const { database } of createEntities) {
    const name = (database as JsonObject | undefined)?.databaseName;
    if (name !== undefined && name !== 'admin') await client.db(name as string).dropDatabase();
  }
  for (const { collectionName, databaseName, documents } of initialData) {
    const collection = client.db(databaseName).collection(collectionName);
    await collection.drop();
    if (documents.length > 0) await collection.insertMany(toValues(documents) as object[]);
    else await client.db(databaseName).createCollection(collectionName);
  }
  await client.close();
}

function checkError(expected: JsonObject, error: unknown): void {
  const fail = (what: string): never => {
    throw new Error(`${what} (got ${String(error)})`, { cause: error });
  };
  const isServerError = error instanceof MongoServerError;
  if (expected.isClientError === true && isServerError) fail('expected an error of the client');
  if (expected.isClientError === false && !isServerError) fail('expected an error of the server');
  const message = error instanceof Error ? error.message : '';
  if (
    expected.errorContains !== undefined &&
    !message.toLowerCase().includes(String(expected.errorContains).toLowerCase())
  ) {
    fail(`expected "${String(expected.errorContains)}" in the message`);
  }
  if (expected.errorCode !== undefined && !(isServerError && error.code === expected.errorCode)) {
    fail(`expected code ${String(expected.errorCode)}`);
  }
  if (expected.errorResponse !== undefined) {
    const response = toJson((error as { errorResponse?: unknown }).errorResponse);
    if (!matches(expected.errorResponse, response, true)) {
      fail(
        `expected the response ${JSON.stringify(expected.errorResponse)}, not ${JSON.stringify(response)}`,
      );
    }
  }
  if (expected.expectResult !== undefined) {
    const result = toJson((error as { result?: unknown }).result);
    if (!matches(expected.expectResult, result, true))
      fail(`expected the result ${JSON.stringify(expected.expectResult)}`);
  }
}

async function runStep(world: World, step: JsonObject): Promise<void> {
  const target = world.targets.get(step.object as string);
  if (target === undefined) throw new Error(`This runner has no entity ${String(step.object)}`);
  const given = (toValues(step.arguments) ?? {}) as Record<string, unknown>;
  const expectedError = step.expectError as JsonObject | undefined;
  let result: unknown;
  try {
    result = await runOperation(target, step.name as string, given);
  } catch (error) {
    if (expectedError === undefined) throw error;
    return checkError(expectedError, error);
  }
  if (expectedError !== undefined) throw new Error(`${String(step.name)} should have been refused`);
  if (step.expectResult === undefined) return;
  const actual = toJson(result);
  if (!matches(step.expectResult, actual, true)) {
    throw new Error(`expected ${JSON.stringify(step.expectResult)}, got ${JSON.stringify(actual)}`);
  }
}

function checkEvents(
  world: World,
  { client, events, ignoreExtraEvents }: NonNullable<SpecTest['expectEvents']>[number],
): void {
  const expected = events.flatMap((event) =>
    event.commandStartedEvent ? [event.commandStartedEvent as JsonObject] : [],
  );
  const seen = world.events.get(client) ?? [];
  if (ignoreExtraEvents !== true && seen.length !== expected.length) {
    throw new Error(
      `expected ${expected.length} commands, saw ${seen.map((event) => event.commandName).join(', ')}`,
    );
  }
  for (const [at, event] of expected.entries()) {
    const command = toJson(seen[at]?.command);
    if (event.command !== undefined && !matches(event.command, command, true)) {
      throw new Error(
        `expected the command ${JSON.stringify(event.command)}, saw ${JSON.stringify(command)}`,
      );
    }
  }
}

async function checkOutcome(uri: string, outcome: readonly CollectionData[]): Promise<void> {
  const client = new MongoClient(uri);
  for (const { collectionName, databaseName, documents } of outcome) {
    const actual = toJson(
      await client
        .db(databaseName)
        .collection(collectionName)
        .find({}, { sort: { _id: 1 } })
        .toArray(),
    );
    if (!matches(documents as never, actual)) {
      throw new Error(
        `expected in ${collectionName}: ${JSON.stringify(documents)}, found ${JSON.stringify(actual)}`,
      );
    }
  }
  await client.close();
}

/** Runs one test of a file against the server at `uri`; throws a sentence when it does not behave as the file says. */
export async function runSpecTest(uri: string, file: SpecFile, test: SpecTest): Promise<void> {
  await prepare(uri, file);
  const world = createWorld(uri, file.createEntities ?? []);
  try {
    for (const step of test.operations) await runStep(world, step);
    for (const expected of test.expectEvents ?? []) checkEvents(world, expected);
  } finally {
    for (const client of world.clients) await client.close();
  }
  await checkOutcome(uri, test.outcome ?? []);
}
