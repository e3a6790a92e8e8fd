import type { Language } from '../text/language.ts';
import { textsIn } from '../text/texts.ts';

/** What a browser shows that was not let in: what to do about it, without script or style. */
export function closedDoor(language: Language): string {
  const { say } = textsIn(language);
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>Longshore</title></head>
<body><h1>Longshore</h1><p>${say('serve.notIn')}</p><p><a href="/">${say('serve.tryAgain')}</a></p></body>
</html>
`;
}
