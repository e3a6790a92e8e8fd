import type { ProfileSecret, ProfileSettings } from '../account/profile.ts';
import { checkAccessFlags } from '../account/resolve-access.ts';
import { AppError } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';
import { endpointOrigin, generalRegion } from '../model/endpoint.ts';
import { textsIn } from '../text/texts.ts';
import { ask, askSecret, readLines } from './prompt.ts';
import type { Surroundings } from './surroundings.ts';

export interface AddOptions {
  readonly kind: 'oss' | 's3';
  readonly endpoint?: string;
  readonly region?: string;
  readonly pathStyle?: boolean;
  readonly sign?: 'v4' | 'v1';
  readonly checksum?: 'crc32' | 'crc32c' | 'crc64nvme';
  readonly keyId?: string;
  readonly credentialProcess?: string;
  readonly default?: boolean;
  readonly force?: boolean;
}

interface NewAccount {
  readonly settings: ProfileSettings;
  readonly secret: ProfileSecret | null;
}

/** An account from options and answers. Secrets never come from options: those show in the list of processes. */
export async function readNewAccount(options: AddOptions, here: Surroundings): Promise<NewAccount> {
  const { kind, endpoint, region, pathStyle, sign, checksum, credentialProcess } = options;
  requireSense(options);
  const place = {
    kind,
    ...(endpoint !== undefined && { endpoint: endpointOrigin(endpoint) }),
    ...(region !== undefined && { region: generalRegion(region) }),
    ...(pathStyle && { addressing: 'path' as const }),
    ...(sign !== undefined && { signing: sign }),
    ...(checksum !== undefined && { checksum }),
    ...(options.default && { default: true }),
  };
  if (credentialProcess !== undefined) {
    return { settings: { ...place, 'credential-process': credentialProcess }, secret: null };
  }
  const answers = here.input.isTTY ? await askForKeys(options, here) : await readKeys(options, here);
  const { keyId, secret, token } = answers;
  if (keyId === '' || secret === '') {
    throw usage(problem('accounts.emptyKey'));
  }
  return {
    settings: { ...place, 'access-key-id': keyId },
    secret: { 'access-key-secret': secret, ...(token !== '' && { 'security-token': token }) },
  };
}

/** `options.unsupported` for what the other kind of store knows, `usage` for keys and a command that prints keys. Pure. */
function requireSense({ kind, keyId, credentialProcess, ...options }: AddOptions): void {
  checkAccessFlags(kind, options);
  if (credentialProcess === undefined || keyId === undefined) return;
  throw usage(problem('accounts.processAndKey'));
}

function usage(about: ProblemFacts): AppError {
  return new AppError('usage', 'an account that makes no sense', about);
}

interface Keys {
  readonly keyId: string;
  readonly secret: string;
  readonly token: string;
}

async function askForKeys(
  options: AddOptions,
  { input, terminal, signal, environment }: Surroundings,
): Promise<Keys> {
  const { say } = textsIn(environment.language);
  const keyId = options.keyId ?? (await ask(`${say('accounts.askId')} `, input, terminal.tellRaw, signal));
  const secret = await askSecret(`${say('accounts.askSecret')} `, input, terminal.tellRaw);
  const token = await askSecret(`${say('accounts.askToken')} `, input, terminal.tellRaw);
  return { keyId, secret: secret.trim(), token: token.trim() };
}

async function readKeys(options: AddOptions, { input }: Surroundings): Promise<Keys> {
  const lines = (await readLines(input)).map(line => line.trim());
  const [keyId = '', secret = '', token = ''] =
    options.keyId === undefined ? lines : [options.keyId, ...lines];
  return { keyId, secret, token };
}
