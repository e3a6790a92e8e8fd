import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';

/** Settings of `config.toml` whose form does not tell yet whether they can be. */
export interface Meant {
  readonly 'limit-rate'?: string | undefined;
  readonly proxy?: string | undefined;
  readonly 'ca-file'?: string | undefined;
}

/** A value that can't be, with what is the matter. */
export interface Nonsense {
  readonly field: keyof Meant;
  readonly facts: ProblemFacts;
}

/** What a value of the right form says that can't be; null when all is well. */
export async function findNonsense(
  { 'limit-rate': rate, proxy, 'ca-file': caFile }: Meant,
  checkRate: (text: string) => void,
): Promise<Nonsense | null> {
  if (rate !== undefined) {
    try {
      checkRate(rate);
    } catch (thrown) {
      const facts = thrown instanceof AppError ? thrown.facts : {};
      return { field: 'limit-rate', facts: { ...problem('settings.rate'), ...facts } };
    }
  }
  if (proxy !== undefined) {
    const found = obstacleOfProxy(proxy);
    if (found) return { field: 'proxy', facts: problem(found) };
  }
  if (caFile !== undefined && !(await holdsCertificates(caFile))) {
    return { field: 'ca-file', facts: problem('settings.caFile', { path: caFile }) };
  }
  return null;
}

/** An address with a password would lie in a plain file, and come back to the page. */
function obstacleOfProxy(text: string): 'settings.proxy' | 'settings.proxyPassword' | null {
  if (text === 'environment' || text === 'none') return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return 'settings.proxy';
  if (url.username !== '' || url.password !== '') return 'settings.proxyPassword';
  return url.pathname + url.search + url.hash === '/' ? null : 'settings.proxy';
}

const mostCaBytes = 16 * 1024 ** 2;

async function holdsCertificates(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > mostCaBytes) return false;
    const text = await readFile(path, 'utf8');
    const blocks = text.match(
      /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED )?CERTIFICATE-----/g,
    );
    for (const block of blocks ?? []) new X509Certificate(block);
    return blocks !== null;
  } catch {
    return false;
  }
}
