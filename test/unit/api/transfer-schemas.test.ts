import { expect, test } from 'vitest';
import type { z } from 'zod';
import { createTransferArea, type TransferAreaSetup } from '../../../main/api/transfers.ts';

// Nothing of the setup is looked at before a request comes.
const { schemas } = createTransferArea({} as TransferAreaSetup);
const takes = (name: keyof typeof schemas, args: unknown) =>
  (schemas[name] as z.ZodType).safeParse(args).success;

const query = {
  ...{ filter: 'all', search: '', folder: null, sort: 'added', isDescending: false, offset: 0, limit: 100 },
};
const wishes = {
  target: { account: null, kind: 'oss', bucket: 'b', prefix: '' },
  ...{ options: {}, partSize: null, isSimple: false, isAppend: false },
};
const ids = (count: number) => Array.from({ length: count }, (_, number) => `id-${number}`);
const long = (length: number) => 'x'.repeat(length);

test.each<[string, keyof typeof schemas, unknown, unknown]>([
  ['500 rows a window', 'listTransfers', { ...query, limit: 500 }, { ...query, limit: 501 }],
  ['windows from the start', 'listTransfers', query, { ...query, offset: -1 }],
  ['whole numbers', 'listTransfers', query, { ...query, offset: 0.5 }],
  [
    'searches of 1,000 letters',
    'listTransfers',
    { ...query, search: long(1_000) },
    { ...query, search: long(1_001) },
  ],
  ['known orders', 'listTransfers', query, { ...query, sort: 'path; DROP TABLE' }],
  ['known fields', 'listTransfers', query, { ...query, more: 1 }],
  ['all fields', 'getTransfer', { id: 'a' }, {}],
  [
    '1,000 ids a command',
    'commandTransfers',
    { command: 'pause', which: { ids: ids(1_000) } },
    { command: 'pause', which: { ids: ids(1_001) } },
  ],
  [
    'known commands',
    'commandTransfers',
    { command: 'forget', which: { all: { filter: 'done', search: '', folder: null }, except: [] } },
    { command: 'remove', which: { ids: [] } },
  ],
  [
    'some or all, not both',
    'commandTransfers',
    { command: 'pause', which: { ids: [] } },
    { command: 'pause', which: { ids: [], all: { filter: 'all', search: '', folder: null }, except: [] } },
  ],
  [
    '10,000 paths at once',
    'addPaths',
    { ...wishes, name: null, paths: Array.from({ length: 10_000 }, () => '/a') },
    { ...wishes, name: null, paths: Array.from({ length: 10_001 }, () => '/a') },
  ],
  [
    'texts of 1 MiB',
    'addText',
    { ...wishes, name: 'a', text: long(2 ** 20) },
    { ...wishes, name: 'a', text: long(2 ** 20 + 1) },
  ],
  ['names', 'addText', { ...wishes, name: 'a', text: '' }, { ...wishes, name: '', text: '' }],
  ['addresses', 'addUrl', { ...wishes, name: null, url: 'https://a/b' }, { ...wishes, name: null, url: '' }],
  [
    'positive part sizes',
    'addUrl',
    { ...wishes, name: null, url: 'u', partSize: 1 },
    { ...wishes, name: null, url: 'u', partSize: 0 },
  ],
  [
    'options of the contract',
    'addUrl',
    { ...wishes, name: null, url: 'u', options: { meta: { a: 'b' } } },
    { ...wishes, name: null, url: 'u', options: { secret: 'b' } },
  ],
  ['7 days of a link', 'makeLink', { id: 'a', seconds: 604_800 }, { id: 'a', seconds: 604_801 }],
  ['switches', 'setAllPaused', { isPaused: true }, { isPaused: 'yes' }],
])('a page may ask for %s and no more', (_, name, good, bad) => {
  expect(takes(name, good)).toBe(true);
  expect(takes(name, bad)).toBe(false);
});
