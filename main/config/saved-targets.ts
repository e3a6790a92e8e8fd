import { z } from 'zod';
import { writtenOptions } from '../model/record-schema.ts';
import type { ObjectOptions, StoreKind } from '../model/target.ts';
import { editInTurn, readText, writePrivately } from './file-access.ts';
import { checkTable, parseToml } from './toml-file.ts';
import { withTable } from './toml-tables.ts';

/** A place for files under a name of its own. */
export interface SavedTarget {
  readonly name: string;
  /** Of a profile; null for the usual account of the kind. */
  readonly account: string | null;
  readonly kind: StoreKind;
  readonly bucket: string;
  /** Empty, or ending in `/`. */
  readonly prefix: string;
  /** Of every object that goes there. */
  readonly options: ObjectOptions;
}

/** The `[target.NAME]` tables of `config.toml`. */
export interface SavedTargets {
  /** In the order of the file. Throws `account.invalid` with file and field for the first that is wrong. */
  list(): Promise<readonly SavedTarget[]>;
  /** Over one of the same name, and in the place of the one that it `replaces`. */
  save(target: SavedTarget, replaces?: string | null): Promise<void>;
  /** False when there was none. */
  remove(name: string): Promise<boolean>;
}

const group = 'target';

const schema = z.strictObject({
  account: z.string().min(1).exactOptional(),
  kind: z.enum(['oss', 's3']),
  bucket: z.string().min(1),
  prefix: z.string().exactOptional(),
  /** JSON of the options: TOML has no type for text that must not be touched. */
  options: z.string().exactOptional(),
});

export function openSavedTargets(file: string): SavedTargets {
  const read = async () => (await readText(file)) ?? '';

  function parseAll(text: string): SavedTarget[] {
    return Object.entries(parseToml(file, text)[group] ?? {}).map(([name, value]) => {
      const table = `[${group}.${name}]`;
      const {
        account = null,
        kind,
        bucket,
        prefix = '',
        options = '{}',
      } = checkTable(file, table, schema, value);
      const parsed = checkTable(file, table, writtenOptions, parseJson(options));
      return { name, account, kind, bucket, prefix, options: parsed };
    });
  }

  return {
    list: async () => parseAll(await read()),
    async save({ name, account, kind, bucket, prefix, options }, replaces = null) {
      const content = {
        ...(account !== null && { account }),
        ...{ kind, bucket, prefix },
        ...(Object.keys(options).length > 0 && { options: JSON.stringify(options) }),
      };
      await editInTurn(file, async () => {
        const text = await read();
        parseAll(text);
        const rest = replaces === null || replaces === name ? text : withTable(text, [group, replaces], null);
        await writePrivately(file, withTable(rest, [group, name], content));
      });
    },
    remove: name =>
      editInTurn(file, async () => {
        const text = await read();
        if (!parseAll(text).some(each => each.name === name)) return false;
        await writePrivately(file, withTable(text, [group, name], null));
        return true;
      }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
