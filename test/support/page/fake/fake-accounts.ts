import type {
  AccountRequests,
  AccountView,
  FoundAccount,
  UnfinishedView,
} from '../../../../preload/contract/accounts.ts';
import type { SavedTarget } from '../../../../preload/contract/targets.ts';
import { errors } from './errors.ts';
import { now } from './fake-clock.ts';
import { target } from './fake-folders.ts';
import type { Handlers } from './handlers.ts';
import { chance, dayMs, hex, hourMs } from './numbers.ts';
import type { Scene } from './scene.ts';

export function createFakeAccounts(scene: Scene, bump: () => void): Handlers<AccountRequests> {
  let accounts: readonly AccountView[] = scene.state === 'first' ? [] : savedAccounts(scene);
  let targets: readonly SavedTarget[] =
    scene.state === 'first' || scene.state === 'empty'
      ? []
      : [{ ...target, name: 'Photos of the office', options: { storageClass: 'IA', keepsMtime: true } }];
  return {
    listAccounts: () => accounts,
    saveAccount({ draft, replaces }) {
      const { keys, ...rest } = draft;
      const before = accounts.find(({ name }) => name === replaces);
      const saved: AccountView = {
        ...rest,
        maskedKeyId: keys === null ? (before?.maskedKeyId ?? null) : `****${keys.keyId.slice(-4)}`,
        secretPlace: 'keyring',
        expiresAtMs: keys?.expiresAtMs ?? null,
      };
      accounts = [...accounts.filter(({ name }) => name !== (replaces ?? draft.name)), saved];
      bump();
      return saved;
    },
    removeAccount({ name }) {
      accounts = accounts.filter(each => each.name !== name);
      bump();
      return { ok: true };
    },
    listRegions: ({ kind }) =>
      kind === 'oss'
        ? ['cn-hangzhou', 'cn-shanghai', 'cn-beijing', 'cn-shenzhen', 'ap-southeast-1', 'eu-central-1'].map(
            id => ({
              id,
              endpoint: `https://oss-${id}.aliyuncs.com`,
            }),
          )
        : ['us-east-1', 'eu-central-1'].map(id => ({ id, endpoint: `https://s3.${id}.amazonaws.com` })),
    findAccounts: () => found,
    importAccount({ name }) {
      const taken: AccountView = { ...savedAccount, name, isDefault: false };
      accounts = [...accounts, taken];
      bump();
      return taken;
    },
    listTargets: () => targets,
    saveTarget({ target: saved, replaces }) {
      targets = [...targets.filter(({ name }) => name !== (replaces ?? saved.name)), saved];
      bump();
      return { ok: true };
    },
    removeTarget({ name }) {
      targets = targets.filter(each => each.name !== name);
      bump();
      return { ok: true };
    },
    listUnfinished: () => ({
      uploads: scene.state === 'empty' || scene.state === 'first' ? [] : unfinished(),
      next: null,
      price: { perGbMonth: 0.12, currency: 'CNY' },
    }),
    removeUnfinished: ({ uploads }) => ({ removed: uploads.length, refused: [] }),
    getLifecycleRule: ({ days }) => ({
      text: `<LifecycleConfiguration>\n  <Rule>\n    <ID>longshore-unfinished</ID>\n    <Prefix></Prefix>\n    <Status>Enabled</Status>\n    <AbortMultipartUpload>\n      <Days>${days}</Days>\n    </AbortMultipartUpload>\n  </Rule>\n</LifecycleConfiguration>`,
    }),
  };
}

const savedAccount: AccountView = {
  name: 'work',
  kind: 'oss',
  endpoint: null,
  region: 'cn-hangzhou',
  addressing: null,
  signing: null,
  checksum: null,
  maskedKeyId: '****7Qx2',
  secretPlace: 'keyring',
  credentialProcess: null,
  expiresAtMs: null,
  isDefault: true,
};

function savedAccounts({ state }: Scene): readonly AccountView[] {
  if (state === 'empty') return [savedAccount];
  const expiresAtMs = state === 'failing' ? now() - 2 * hourMs : now() + 6 * hourMs;
  return [
    savedAccount,
    {
      ...savedAccount,
      name: 'archive-s3',
      kind: 's3',
      region: 'eu-central-1',
      isDefault: false,
      maskedKeyId: '****MPLE',
    },
    {
      ...savedAccount,
      name: '临时凭证',
      endpoint: 'https://files.example.cn',
      addressing: 'domain',
      isDefault: false,
      maskedKeyId: '****u8Kd',
      secretPlace: 'file',
      expiresAtMs,
    },
  ];
}

const found: readonly FoundAccount[] = [
  {
    id: 'ossutil:default',
    place: '/home/lin/.ossutilconfig',
    name: 'default',
    kind: 'oss',
    maskedKeyId: '****7Qx2',
    endpoint: 'oss-cn-hangzhou.aliyuncs.com',
    region: 'cn-hangzhou',
    error: null,
  },
  {
    id: 'aws:backup',
    place: '/home/lin/.aws/credentials',
    name: 'backup',
    kind: 's3',
    maskedKeyId: null,
    endpoint: null,
    region: 'us-east-1',
    error: errors.wrongKeys,
  },
];

function unfinished(): readonly UnfinishedView[] {
  const origins = ['transfer', 'loose', 'unknown', 'unknown'] as const;
  return Array.from({ length: 24 }, (_, index) => {
    const parts = 1 + Math.floor(chance(index, 40) * 400);
    const origin = origins[index % origins.length] ?? 'unknown';
    return {
      key: `backup/2026/render-${1_000 + index}.exr`,
      uploadId: hex(index, 41, 32).toUpperCase(),
      initiatedAtMs: now() - index * 1.7 * dayMs,
      parts,
      bytes: parts * 8 * 1024 * 1024,
      origin,
      transferId: origin === 'transfer' ? `t${String(index).padStart(7, '0')}` : null,
      isLiving: index === 0,
    };
  });
}
