import { type Call, dialectHeader } from './call.ts';
import { refuse } from './refusal.ts';

const maxTags = 10;
/** In characters. */
const maxName = 128;
const maxValue = 256;

/** The tags that a request gives to an object, as they came: `a=1&b=2`, both sides URL-encoded. Null for none. */
export function taggingOf(call: Call): string | null {
  const text = dialectHeader(call, 'tagging') ?? '';
  if (text === '') return null;
  const tags = tagsIn(text);
  if (tags === null) {
    throw refuse('InvalidTag', { message: 'The tags must be URL-encoded pairs of a name and a value.' });
  }
  if (tags.length > maxTags) {
    throw refuse('InvalidTag', { message: `An object can't have more than ${maxTags} tags.` });
  }
  if (new Set(tags.map(([name]) => name)).size < tags.length) {
    throw refuse('InvalidTag', { message: 'A tag was given twice.' });
  }
  const wrong = tags.find(([name, value]) => {
    const length = [...name].length;
    return length === 0 || length > maxName || [...value].length > maxValue;
  });
  if (wrong !== undefined) {
    throw refuse('InvalidTag', { message: 'A tag is empty or too long.', elements: { TagKey: wrong[0] } });
  }
  return text;
}

/** Names and values, or null for what is not encoded as it should be. */
export function tagsIn(text: string): readonly (readonly [name: string, value: string])[] | null {
  try {
    return text.split('&').map(pair => {
      const cut = pair.indexOf('=');
      const [name, value] = cut < 0 ? [pair, ''] : [pair.slice(0, cut), pair.slice(cut + 1)];
      return [decode(name), decode(value)] as const;
    });
  } catch {
    return null;
  }
}

/** As in a form: both services read `+` as a blank. */
function decode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

/** The header that counts the tags of an object. */
export function tagCount(tagging: string | null): string | null {
  return tagging === null ? null : String(tagging.split('&').length);
}
