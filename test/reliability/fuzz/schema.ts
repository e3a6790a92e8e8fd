import fc, { type Arbitrary } from 'fast-check';
import type { z } from 'zod';

/** What fields hold, by name where it matters and else by type. */
export interface Words {
  readonly texts: Arbitrary<string>;
  readonly byName: Readonly<Record<string, Arbitrary<unknown>>>;
}

/** The parts of a schema that say what it takes. */
interface Def {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly entries?: Readonly<Record<string, string | number>>;
  readonly values?: readonly unknown[];
  readonly valueType?: z.ZodType;
  readonly in?: z.ZodType;
}

/** Most of them fit: a call has several, and each has to, for it to be carried out. */
const numbers = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 100 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...[0, -1, 0.5, 500, 65_536, 102_400, 2 ** 31, 2 ** 53, 1e300, Number.NaN]),
  },
  { weight: 1, arbitrary: fc.double() },
);

/** Values that a schema takes, or nearly: what it refuses is rubbish, and what it takes reaches the handler. */
export function argumentsOf(schema: z.ZodType, words: Words): Arbitrary<unknown> {
  const valid = valuesOf(schema, words, '');
  return fc.oneof(
    { weight: 12, arbitrary: valid },
    {
      weight: 1,
      arbitrary: fc
        .tuple(valid, fc.string(), fc.anything())
        .map(([value, name, more]) => ({ ...Object(value), [name]: more })),
    },
    { weight: 1, arbitrary: fc.anything({ withNullPrototype: true, maxDepth: 3 }) },
  );
}

function valuesOf(schema: z.ZodType, words: Words, name: string): Arbitrary<unknown> {
  const def = schema.def as unknown as Def;
  const inner = (of: z.ZodType | undefined) => (of ? valuesOf(of, words, name) : fc.anything());
  const known = words.byName[name];
  if (known) return known;
  switch (def.type) {
    case 'object': {
      const shape = Object.entries(def.shape ?? {});
      const isOptional = (each: z.ZodType) => (each.def as unknown as Def).type === 'optional';
      const fields = shape.map(([field, each]) => [field, valuesOf(each, words, field)] as const);
      const requiredKeys = shape.filter(([, each]) => !isOptional(each)).map(([field]) => field);
      return fc.record(Object.fromEntries(fields), { requiredKeys });
    }
    case 'string':
      return words.texts;
    case 'number':
    case 'int':
      return numbers;
    case 'boolean':
      return fc.boolean();
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries ?? {}));
    case 'literal':
      return fc.constantFrom(...(def.values ?? []));
    case 'union':
      return fc.oneof(...(def.options ?? []).map(option => valuesOf(option, words, name)));
    case 'array':
      return fc.array(inner(def.element), { maxLength: 4 });
    case 'nullable':
      return fc.option(inner(def.innerType), { freq: 3 });
    case 'record':
      return fc.dictionary(words.texts, inner(def.valueType), { maxKeys: 3 });
    case 'pipe':
      return inner(def.in);
    default:
      return def.innerType ? inner(def.innerType) : fc.anything({ maxDepth: 2 });
  }
}
