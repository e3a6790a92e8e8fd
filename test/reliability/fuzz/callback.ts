import fc, { type Arbitrary } from 'fast-check';
import { checkTemplate, fillTemplate } from '../../../main/bucket/callback/template.ts';
import type { Callback } from '../../../main/model/callback.ts';
import { callbackHeaders, checkCallback } from '../../../main/remote/callback.ts';
import { spoilt, spoiltField } from './rubbish.ts';
import { clearly, type FuzzTarget } from './target.ts';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: they are the words of the protocol
const bodies = [
  'bucket=${bucket}&object=${object}&size=${size}&who=${x:who}',
  '{"bucket":${bucket},"size":${size},"who":${x:who},"mime":${mimeType}}',
  'etag=${etag}&height=${imageInfo.height}&who=${x:who}',
];
const bits = [
  '${',
  '}',
  '$',
  '{',
  '"',
  '\\',
  '\\"',
  '${bucket}',
  '${x:who}',
  '${x:}',
  '${x:toString}',
  '${__proto__}',
  '${nope}',
  ',',
  ':',
  '[',
  ']',
  '\u0000',
  '\ud800',
  '&',
  '=',
  'null',
];
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: they are the words of the protocol
const soundUrls = ['http://127.0.0.1:8080/cb', 'https://a.example/x?y=z'];
const urls = {
  sound: fc.array(fc.constantFrom(...soundUrls), { minLength: 1, maxLength: 5 }),
  spoilt: fc.array(spoilt(soundUrls, [';', '@', '[::1]', ' ', '#', 'é', '//', ':99999']), { maxLength: 6 }),
};
const hosts = {
  sound: fc.constantFrom('a.example', 'a:80'),
  spoilt: spoilt(['a.example', 'a:80'], [':', ' ']),
};
const isJson = (body: string) => body.startsWith('{');
/** Its type and the values of its variables go with it. */
function withBody(body: Arbitrary<string>, variables: Arbitrary<Record<string, string>>, isSwapped: boolean) {
  return fc.tuple(body, variables).map(([text, values]) => ({
    body: text,
    bodyType: isJson(text) !== isSwapped ? 'application/json' : 'application/x-www-form-urlencoded',
    variables: values,
  }));
}
const soundVariables = fc.string({ unit: 'grapheme' }).map(who => ({ who }));
const otherVariables = fc.dictionary(
  fc.oneof(fc.constant('who'), fc.constantFrom('toString', '__proto__', 'A', ''), fc.string()),
  fc.string({ unit: 'grapheme' }),
  { maxKeys: 3 },
);
const said = {
  sound: withBody(fc.constantFrom(...bodies), soundVariables, false),
  spoilt: fc.oneof(
    { weight: 3, arbitrary: withBody(spoilt(bodies, bits), soundVariables, false) },
    { weight: 1, arbitrary: withBody(fc.constantFrom(...bodies), otherVariables, false) },
    { weight: 1, arbitrary: withBody(fc.constantFrom(...bodies), soundVariables, true) },
  ),
};
const words = { bucket: 'b', object: 'a "quoted" & key', etag: 'E', size: 1, mimeType: 'text/plain' };

/** What is let through is what OSS takes, and fills in to what its type says. */
export const callbackTemplates: FuzzTarget = {
  name: 'callback templates',
  cost: 1,
  leastTaken: 0.3,
  async open(told) {
    const callback = spoiltField({
      urls,
      host: hosts,
      said,
      sni: { sound: fc.boolean(), spoilt: fc.boolean() },
    });
    return fc.asyncProperty(callback, async given => {
      const { said: body, ...rest } = given;
      const asked = { ...rest, ...(body as object) } as unknown as Callback;
      const isTaken = await clearly(told, () => {
        checkCallback(asked);
        return true;
      });
      if (!isTaken) return;
      told.taken();
      for (const value of Object.values(callbackHeaders(asked)))
        JSON.parse(Buffer.from(value, 'base64').toString());
      checkTemplate(asked.body);
      const filled = fillTemplate(asked, words);
      if (asked.bodyType === 'application/json') JSON.parse(filled);
    });
  },
};
