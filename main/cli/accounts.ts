import { type Command, Option } from 'commander';
import { createAccountContext } from '../account/account-context.ts';
import { isProfileName } from '../account/profile.ts';
import type { Profile } from '../account/profiles.ts';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import { maskKeyId, printable } from '../text/format.ts';
import { type Texts, textsIn } from '../text/texts.ts';
import { type AddOptions, readNewAccount } from './accounts-add.ts';
import { type ImportOptions, importAccounts } from './accounts-import.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { secretPlaceText } from './secret-place-text.ts';
import type { Surroundings } from './surroundings.ts';

interface JsonOption {
  readonly json?: boolean;
}

export function addAccounts(program: Command, here: Surroundings): void {
  const accounts = program
    .command('accounts')
    .summary('named accounts: list, add, import, remove')
    .description(
      'Accounts have a name that TARGET can begin with, as in work:bucket/key. Their secrets are kept in the keyring of the\nsystem, or in a file with mode 0600 where there is none.',
    );
  accounts
    .command('list')
    .summary('show the accounts, without secrets')
    .option('--json', 'one JSON object a line')
    .action(async (options: JsonOption) => here.endWith(await list(options, here)));
  accounts
    .command('add')
    .summary('add an account')
    .description(
      'Asks for the access key; the secret is not shown while it is typed. From a pipe, the lines are: key id (unless\n--key-id is given), secret, and the security token of temporary keys (or nothing).',
    )
    .argument('<name>', 'letters, digits, dot, hyphen and underscore')
    .addOption(new Option('--kind <kind>', 'which store').choices(['oss', 's3']).default('oss'))
    .option('--endpoint <url>', 'address of the store, without the bucket')
    .option('--region <id>', 'region of its buckets')
    .option('--path-style', 'put the bucket into the path instead of the host name')
    .addOption(new Option('--sign <version>', 'OSS: signature version').choices(['v4', 'v1']))
    .addOption(
      new Option('--checksum <name>', 'S3: whole-object checksum').choices(['crc32', 'crc32c', 'crc64nvme']),
    )
    .option('--key-id <id>', 'the access key id')
    .option('--credential-process <command>', 'a command that prints keys as JSON, instead of keys')
    .option('--default', 'stands for oss:// or s3:// without a name')
    .option('-f, --force', 'replace an account of that name')
    .option('--json', 'one JSON object a line')
    .action(async (name: string, options: AddOptions & JsonOption) => {
      here.endWith(await add(name, options, here));
    });
  accounts
    .command('import')
    .summary('take over the accounts of ossutil or of the AWS command line')
    .argument('<tool>', 'ossutil or aws')
    .option('--only <name>', 'the account of that name there; all when left out')
    .option('--as <name>', 'name of the account here, together with --only')
    .option('-f, --force', 'replace accounts of the same name')
    .option('--json', 'one JSON object a line')
    .action(async (tool: string, options: ImportOptions & JsonOption) => {
      here.endWith(await importAccounts(tool, options, here));
    });
  accounts
    .command('remove')
    .summary('forget an account and its secret')
    .argument('<name>')
    .option('--json', 'one JSON object a line')
    .action(async (name: string, options: JsonOption) => here.endWith(await remove(name, options, here)));
}

async function list({ json }: JsonOption, { terminal, clock, environment }: Surroundings): Promise<ExitCode> {
  const texts = textsIn(environment.language);
  const { profiles } = createAccountContext(clock);
  const found = await profiles.list();
  for (const profile of found) {
    if (json) terminal.emit('account', factsOf(profile));
    else terminal.print(rowOf(profile, texts));
  }
  if (!json && found.length === 0) terminal.tell(texts.say('accounts.none', { file: profiles.file }));
  return exitCodes.done;
}

async function add(name: string, options: AddOptions & JsonOption, here: Surroundings): Promise<ExitCode> {
  if (!isProfileName(name)) {
    throw new AppError('usage', 'not a name', problem('accounts.badName', { name }));
  }
  const { profiles } = createAccountContext(here.clock);
  if (!options.force && (await profiles.find(name)) !== null) {
    throw new AppError('usage', 'the account exists', problem('accounts.exists', { name }));
  }
  const { settings, secret } = await readNewAccount(options, here);
  const place = await profiles.save(name, settings, secret);
  if (options.json) here.terminal.emit('account', { ...factsOf({ name, settings }), secretIn: place });
  else {
    const { language } = here.environment;
    const where = secretPlaceText(place, language);
    here.terminal.print(textsIn(language).say('accounts.stored', { name, file: profiles.file, where }));
  }
  return exitCodes.done;
}

async function remove(name: string, { json }: JsonOption, here: Surroundings): Promise<ExitCode> {
  const { profiles } = createAccountContext(here.clock);
  if (!(await profiles.remove(name))) {
    const known = (await profiles.list()).map(profile => profile.name).join(', ');
    throw new AppError('account.unknown', 'nothing to remove', { account: name, known });
  }
  if (json) here.terminal.emit('removed', { name });
  else here.terminal.print(textsIn(here.environment.language).say('accounts.removed', { name }));
  return exitCodes.done;
}

function factsOf({ name, settings }: Profile): object {
  const { kind, endpoint, region, secret } = settings;
  const keyId = settings['access-key-id'];
  return {
    name,
    kind,
    isDefault: settings.default === true,
    endpoint: endpoint ?? null,
    region: region ?? null,
    accessKeyId: keyId === undefined ? null : maskKeyId(keyId),
    secretIn: secret ?? null,
  };
}

function rowOf({ name, settings }: Profile, { say }: Texts): string {
  const { kind, endpoint, region, secret } = settings;
  const keyId = settings['access-key-id'];
  const fields = [
    name,
    settings.default ? say('accounts.default', { kind }) : kind,
    endpoint ?? region ?? '',
    keyId === undefined
      ? say('accounts.byProcess')
      : say('accounts.keyIn', { keyId, place: say(secret === 'keyring' ? 'place.keyring' : 'place.file') }),
  ];
  return fields
    .filter(field => field !== '')
    .map(printable)
    .join('  ');
}
