import { dialog } from 'electron';
import type { Api } from '../api/connect.ts';
import { toErrorRecord } from '../base/app-error.ts';
import type { Log } from '../base/log.ts';
import { describeError } from '../text/error-text.ts';
import type { Texts } from '../text/texts.ts';
import { readLink } from './deep-link.ts';

export interface LinkTools {
  readonly api: Pick<Api, 'request'>;
  readonly texts: () => Texts;
  readonly showAccounts: () => void;
  readonly log: Log;
}

/** A page of the web can follow links by the hundred; who did not answer so many has no use for more. */
const mostWaiting = 5;

/** Takes links: one question at a time, and none twice for a link whose question is open or waits. */
export function createLinkTaker(tools: LinkTools): (link: string) => void {
  const open = new Set<string>();
  let asking: Promise<void> = Promise.resolve();
  return link => {
    if (open.has(link)) return;
    if (open.size > mostWaiting) {
      tools.log.warn('a link is left out: others wait for an answer');
      return;
    }
    open.add(link);
    asking = asking
      .then(() => addTargetFromLink(link, tools))
      .catch(thrown => tools.log.error('a link could not be followed', { error: thrown }))
      .finally(() => open.delete(link));
  };
}

/** Adds the target that a link names, once the user has agreed to it. Whoever made the link may be anybody. */
async function addTargetFromLink(link: string, { api, texts, showAccounts, log }: LinkTools): Promise<void> {
  const { sayApp, language } = texts();
  const target = readLink(link);
  if (target === null) {
    log.warn('a link was not understood');
    await dialog.showMessageBox({
      type: 'warning',
      message: sayApp('link.bad'),
      detail: sayApp('link.badText'),
    });
    return;
  }
  const { response } = await dialog.showMessageBox({
    type: 'question',
    title: sayApp('link.title'),
    message: sayApp('link.text', { name: target.name }),
    detail: sayApp('link.detail', {
      bucket: target.bucket,
      prefix: target.prefix === '' ? null : target.prefix,
      account: target.account ?? sayApp('link.usualAccount'),
    }),
    buttons: [sayApp('link.refuse'), sayApp('link.agree')],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  if (response !== 1) return;
  try {
    await api.request('saveTarget', { target, replaces: null });
    showAccounts();
  } catch (thrown) {
    const { cause, remedy } = describeError(toErrorRecord(thrown), {}, language, 'page');
    await dialog.showMessageBox({
      type: 'error',
      message: sayApp('link.failed'),
      detail: `${cause}\n${remedy}`,
    });
  }
}
