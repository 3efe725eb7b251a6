import { expect, it } from 'vitest';
import { createEdition } from '../../web-inbox/app/edition.ts';

const own = '/assets/index-one.js';
const pageWith = (script: string): string => `<html><script type="module" src="${script}"></script></html>`;

it.each([
  { told: 'its own page', page: async () => pageWith(own), outdated: false },
  { told: 'a page of another build', page: async () => pageWith('/assets/index-two.js'), outdated: true },
  { told: 'the words of a proxy', page: async () => 'Bad gateway', outdated: false },
  { told: 'nothing', page: async () => Promise.reject(new Error('no line')), outdated: false },
])('is outdated ($outdated) when the server tells $told', async ({ page, outdated }) => {
  const edition = createEdition(own, page);
  expect(edition.outdated.get()).toBe(false);
  await edition.check();
  expect(edition.outdated.get()).toBe(outdated);
});

it('says nothing of a page without a script of its own, as it is while it is being made', async () => {
  const edition = createEdition(null, async () => pageWith('/assets/index-two.js'));
  await edition.check();
  expect(edition.outdated.get()).toBe(false);
});
