import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { withTable } from '../../../main/config/toml-tables.ts';

const text = `# my accounts
[profile.one] # the first
kind = "oss" # comment inside

# about the second
[profile."two.b"]
kind = "s3"

[other]
list = [
  1,
]
`;

test('a new table goes to the end and all else stays as it was written', () => {
  expect(withTable(text, ['profile', 'three'], { kind: 'oss' })).toBe(
    `${text}\n[profile.three]\nkind = "oss"\n`,
  );
});

test('a table is replaced in its place', () => {
  expect(withTable(text, ['profile', 'two.b'], { kind: 'oss', default: true })).toBe(
    text.replace('kind = "s3"', 'kind = "oss"\ndefault = true'),
  );
});

test('a table is taken out, and the comment above the next one stays', () => {
  const result = withTable(text, ['profile', 'one'], null);
  expect(result).toContain('# about the second\n[profile."two.b"]');
  expect(parse(result)).toEqual({ profile: { 'two.b': { kind: 's3' } }, other: { list: [1] } });
});

test('the first table of an empty text', () => {
  expect(withTable('', ['profile', 'one'], { kind: 'oss' })).toBe('[profile.one]\nkind = "oss"\n');
  expect(withTable('[profile.one]\nkind = "oss"\n', ['profile', 'one'], null)).toBe('');
});

test.each([
  ['an inline table', 'profile = { one = { kind = "oss" }, two = { kind = "s3" } }\n'],
  ['dotted keys', 'profile.one.kind = "oss"\nprofile.two.kind = "s3"\n'],
  [
    'text that looks like a header',
    '[profile.two]\nkind = """\n[profile.one]\n"""\n[profile.one]\nkind = "oss"\n',
  ],
])('%s is written anew rather than wrongly', (_, odd) => {
  const before = parse(odd) as { profile: Record<string, unknown> };
  const result = parse(withTable(odd, ['profile', 'one'], { kind: 'new' }));
  expect(result).toEqual({ profile: { ...before.profile, one: { kind: 'new' } } });
});
