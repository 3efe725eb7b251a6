import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedStore, startEmbedded } from '../../src/store/embedded/index.ts';
import { applies } from './conformance/requirements.ts';
import { runSpecTest, type SpecFile } from './conformance/runner.ts';

/** The CRUD tests of the driver specifications; their licence keeps them outside this repository. */
const FOLDER = join(import.meta.dirname, '../../../shared/conformance/crud-unified');

/** Tests that ask for what the store leaves out, or that no driver of Node can do. */
const REFUSED: readonly { readonly test: RegExp; readonly reason: string }[] = [
  { test: /create-null-ids/, reason: 'the Node driver itself replaces an _id of null' },
  {
    test: /bypassDocumentValidation: false/,
    reason: 'the Node driver sends the option only when it is true',
  },
  { test: /works correctly on views/, reason: 'views are refused' },
  { test: /document validation errInfo/, reason: 'validators are refused' },
];

const files: SpecFile[] = existsSync(FOLDER)
  ? readdirSync(FOLDER)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as SpecFile)
  : [];

/** Fault injection and the client-level bulk write belong to other servers than this one. */
const NEEDS_OTHERS = new Set(['failPoint', 'clientBulkWrite', 'targetedFailPoint']);

const cases = files
  .filter((file) => applies(file.runOnRequirements))
  .flatMap((file) =>
    file.tests.map((test) => ({ file, test, name: `${file.description} > ${test.description}` })),
  )
  .filter(({ test }) => applies(test.runOnRequirements) && test.skipReason === undefined)
  .filter(({ test }) => !test.operations.some((step) => NEEDS_OTHERS.has(step.name as string)))
  .filter(({ name }) => !REFUSED.some((refused) => refused.test.test(name)));

describe('the CRUD tests of the driver specifications', () => {
  let store: EmbeddedStore;
  let directory: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'okno-conformance-'));
    store = await startEmbedded({ dir: directory });
  });

  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true });
  });

  if (cases.length === 0) {
    it('were NOT RUN: the folder ../shared/conformance/crud-unified is absent', () => {
      process.stderr.write(
        'The CRUD tests of the driver specifications were not run: ../shared is absent.\n',
      );
      expect(existsSync(FOLDER)).toBe(false);
    });
  }

  for (const { file, test, name } of cases) {
    it(name, async () => {
      await runSpecTest(store.uri, file, test);
    });
  }
});
