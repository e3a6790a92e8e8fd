import { join } from 'node:path';
import fc, { type Arbitrary } from 'fast-check';
import type { z } from 'zod';
import { testBucket } from '../../support/local-bucket.ts';
import { type FuzzDesk, openFuzzDesk } from './desk.ts';
import { argumentsOf, type Words } from './schema.ts';
import { clearly, type FuzzTarget } from './target.ts';

/** Nothing outside of the home, no command but a harmless one, no server but the local one. */
function wordsOf({ home, bucketUrl }: FuzzDesk, ids: readonly string[]): Words {
  const tame = (text: string) => text.replaceAll('..', '__').replace(/^\//, '_');
  const rubbish = fc.oneof(fc.string(), fc.string({ unit: 'binary', maxLength: 300 })).map(tame);
  const paths = fc.oneof(
    fc.constantFrom(home, join(home, 'files'), join(home, 'files', 'a.txt'), join(home, 'none')),
    rubbish.map(text => `${home}/${text}`),
    rubbish,
  );
  const texts = fc.oneof(
    fc.constantFrom('', 'a', 'work', '*', '!', 'a/', '0', '__proto__', 'constructor', ...ids),
    rubbish,
  );
  const servers = fc.constantFrom(bucketUrl, '127.0.0.1:1', 'http://[', '', 'ftp://127.0.0.1');
  const byName: Record<string, Arbitrary<unknown>> = {
    path: paths,
    root: paths,
    dataDir: fc.option(paths),
    caFile: fc.option(paths),
    pickerRoots: fc.array(paths, { maxLength: 2 }),
    endpoint: fc.option(servers),
    url: fc.oneof(
      servers,
      servers.map(server => `${server}/${testBucket}/a`),
    ),
    urls: fc.array(servers, { minLength: 1, maxLength: 2 }),
    proxy: fc.constantFrom('none', 'environment', 'http://127.0.0.1:1', 'rubbish'),
    credentialProcess: fc.option(fc.constantFrom('true', 'false', '')),
    bucket: fc.oneof(fc.constant(testBucket), texts),
  };
  return { texts, byName: { ...byName, paths: fc.array(paths, { maxLength: 3 }) } };
}

export const contractRequests: FuzzTarget = {
  name: 'requests of the contract',
  cost: 60,
  leastTaken: 0.08,
  async open(told, atEnd) {
    const desk = await openFuzzDesk(atEnd);
    const { api, areas, home } = desk;
    const target = { account: null, kind: 'oss', bucket: testBucket, prefix: '' };
    await api.request('addPaths', {
      ...{ paths: [join(home, 'files', 'a.txt')], name: null, target, options: {}, partSize: null },
      ...{ isSimple: false, isAppend: false },
    });
    const window = { offset: 0, limit: 10 };
    const rows = (await api.request('listTransfers', {
      ...{ filter: 'all', search: '', folder: null, sort: 'added', isDescending: false, ...window },
    })) as { rows: readonly { id: string }[] };
    const words = wordsOf(
      desk,
      rows.rows.map(({ id }) => id),
    );
    const schemas = Object.entries(areas.schemas as Readonly<Record<string, z.ZodType>>);
    const asked = fc.oneof(
      ...schemas.map(([name, schema]) => argumentsOf(schema, words).map(args => ({ name, args }))),
    );
    return fc.asyncProperty(asked, async ({ name, args }) => {
      const answer = await clearly(told, () => api.request(name, args));
      if (answer === undefined) return;
      told.taken();
      // It crosses a border as JSON, or as a structured clone.
      JSON.stringify(answer);
    });
  },
};
