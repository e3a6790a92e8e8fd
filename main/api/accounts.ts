import { z } from 'zod';
import type { AccountRequests } from '../../preload/contract/accounts.ts';
import type { SavedTarget } from '../../preload/contract/targets.ts';
import type { Clock } from '../base/clock.ts';
import { readPrice } from '../config/prices.ts';
import type { Accesses } from '../desk/accesses.ts';
import type { AccountBook } from '../desk/account-book.ts';
import type { FoundUpload } from '../desk/unfinished/found-upload.ts';
import { listUnfinished, removeUnfinished } from '../desk/unfinished/janitor.ts';
import type { Engine } from '../engine.ts';
import { endpointOfRegion } from '../model/endpoint.ts';
import { regionsOf } from '../model/regions.ts';
import type { ObjectOptions } from '../model/target.ts';
import { lifecycleDocument } from '../plan/lifecycle-document.ts';
import { accountView, foundView, profileOf } from './account-view.ts';
import * as common from './common-schemas.ts';
import type { Area } from './handlers.ts';

export interface AccountAreaSetup {
  readonly engine: () => Engine;
  readonly book: AccountBook;
  readonly accesses: Accesses;
  readonly clock: Clock;
  readonly configFile: string;
}

const name = z.string().min(1).max(200);
const short = z.string().min(1).max(2_048);
const draft = z.strictObject({
  name,
  kind: common.storeKind,
  endpoint: short.nullable(),
  region: short.nullable(),
  addressing: z.enum(['virtual', 'path', 'domain']).nullable(),
  signing: z.enum(['v4', 'v1']).nullable(),
  checksum: z.enum(['crc32', 'crc32c', 'crc64nvme']).nullable(),
  keys: z
    .strictObject({
      keyId: short,
      secret: z.string().min(1).max(8_192),
      token: z.string().min(1).max(16_384).nullable(),
      expiresAtMs: common.moment,
    })
    .nullable(),
  credentialProcess: short.nullable(),
  isDefault: z.boolean(),
});
const savedTarget: z.ZodType<SavedTarget> = z.strictObject({
  name,
  account: name.nullable(),
  kind: common.storeKind,
  bucket: z.string().min(1).max(255),
  prefix: z.string().max(1_024),
  options: common.objectWishes,
});
const upload = z.strictObject({ key: z.string().min(1).max(2_048), uploadId: z.string().min(1).max(2_048) });

export function createAccountArea(setup: AccountAreaSetup): Area<AccountRequests> {
  const { engine, book, accesses, clock, configFile } = setup;
  const ok = { ok: true } as const;
  const never = () => new AbortController().signal;

  return {
    schemas: {
      listAccounts: common.none,
      saveAccount: z.strictObject({ draft, replaces: name.nullable() }),
      removeAccount: z.strictObject({ name }),
      listRegions: z.strictObject({ kind: common.storeKind }),
      findAccounts: common.none,
      importAccount: z.strictObject({ id: name, name }),
      listTargets: common.none,
      saveTarget: z.strictObject({ target: savedTarget, replaces: name.nullable() }),
      removeTarget: z.strictObject({ name }),
      listUnfinished: z.strictObject({ target: common.target, after: z.string().max(8_192).nullable() }),
      removeUnfinished: z.strictObject({
        target: common.target,
        uploads: z.array(upload).min(1).max(1_000),
        isForced: z.boolean(),
      }),
      getLifecycleRule: z.strictObject({ target: common.target, days: z.int().min(1).max(3_650) }),
    },
    handlers: {
      listAccounts: async () => (await book.accounts()).map(accountView),
      async saveAccount({ draft: wanted, replaces }) {
        const { settings, secret } = profileOf(wanted);
        return accountView(await book.save(wanted.name, settings, secret, replaces));
      },
      async removeAccount({ name: account }) {
        await book.remove(account);
        return ok;
      },
      listRegions: async ({ kind }) =>
        regionsOf[kind].map(id => ({ id, endpoint: endpointOfRegion(kind, id) })),
      findAccounts: async () => (await book.found()).map(foundView),
      importAccount: async ({ id, name: account }) => accountView(await book.take(id, account)),
      listTargets: () => book.targets(),
      async saveTarget({ target, replaces }) {
        await book.saveTarget({ ...target, options: target.options as ObjectOptions }, replaces);
        return ok;
      },
      async removeTarget({ name: target }) {
        await book.removeTarget(target);
        return ok;
      },
      async listUnfinished({ target, after }) {
        const { uploads, next } = await listUnfinished(await accesses.open(target), after, engine(), never());
        const price = await readPrice(configFile);
        return {
          uploads: uploads.map(unfinishedView),
          next,
          price: price && { perGbMonth: price.perGbMonth, currency: price.currency },
        };
      },
      removeUnfinished: async ({ target, uploads, isForced }) =>
        await removeUnfinished(await accesses.open(target), uploads, isForced, engine(), clock, never()),
      async getLifecycleRule({ target, days }) {
        return { text: lifecycleDocument(target.kind, target.prefix, days) };
      },
    },
  };
}

function unfinishedView({ key, uploadId, initiatedAtMs, parts, storedBytes, origin, isLiving }: FoundUpload) {
  return {
    ...{ key, uploadId, initiatedAtMs, parts, isLiving },
    bytes: storedBytes,
    origin: origin.from,
    transferId: origin.from === 'transfer' ? origin.transfer.id : null,
  };
}
