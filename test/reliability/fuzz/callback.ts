import fc from 'fast-check';
import { checkTemplate, fillTemplate } from '../../../main/bucket/callback/template.ts';
import type { Callback } from '../../../main/model/callback.ts';
import { callbackHeaders, checkCallback } from '../../../main/remote/callback.ts';
import { spoilt } from './rubbish.ts';
import { clearly, type FuzzTarget } from './target.ts';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: they are the words of the protocol
const bodies = [
  'bucket=${bucket}&object=${object}&size=${size}&who=${x:who}',
  '{"bucket":${bucket},"size":${size},"who":${x:who},"mime":${mimeType}}',
  'etag=${etag}&height=${imageInfo.height}',
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
const urls = fc.array(
  spoilt(
    ['http://127.0.0.1:8080/cb', 'https://a.example/x?y=z'],
    [';', '@', '[::1]', ' ', '#', 'é', '//', ':99999'],
  ),
  { minLength: 1, maxLength: 6 },
);
const variables = fc.dictionary(
  fc.oneof(fc.constant('who'), fc.constantFrom('toString', '__proto__', 'A', ''), fc.string()),
  fc.string({ unit: 'grapheme' }),
  { maxKeys: 3 },
);
const words = { bucket: 'b', object: 'a "quoted" & key', etag: 'E', size: 1, mimeType: 'text/plain' };

/** What is let through is what OSS takes, and fills in to what its type says. */
export const callbackTemplates: FuzzTarget = {
  name: 'callback templates',
  cost: 1,
  async open(tell) {
    const callback = fc.record(
      {
        urls,
        host: spoilt(['a.example', 'a:80'], [':', ' ']),
        body: spoilt(bodies, bits),
        sni: fc.boolean(),
        variables,
        bodyType: fc.constantFrom('application/json' as const, 'application/x-www-form-urlencoded' as const),
      },
      { requiredKeys: ['urls', 'body', 'bodyType', 'variables', 'sni'] },
    );
    return fc.asyncProperty(callback, async given => {
      const asked = given as Callback;
      const isTaken = await clearly(tell, () => {
        checkCallback(asked);
        return true;
      });
      if (!isTaken) return;
      for (const value of Object.values(callbackHeaders(asked)))
        JSON.parse(Buffer.from(value, 'base64').toString());
      checkTemplate(asked.body);
      const filled = fillTemplate(asked, words);
      if (asked.bodyType === 'application/json') JSON.parse(filled);
    });
  },
};
