import { AppError } from '../../main/base/app-error.ts';
import type { Credentials } from '../../main/model/credentials.ts';
import type { BucketAddress } from '../../main/model/target.ts';
import { createClockOffset } from '../../main/remote/clock-offset.ts';
import type { Http, HttpRequest } from '../../main/remote/http.ts';
import type { Notice } from '../../main/remote/object-store.ts';
import type { StoreHooks, StoreSetup } from '../../main/remote/store-setup.ts';

/** What a scripted server answers to one request. */
export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The connection breaks before the body has come. */
  readonly isCut?: true;
}

/** A server that answers in the order of its script and remembers what it was asked. Nothing else may be asked of it. */
export interface ScriptedHttp extends Http {
  readonly requests: HttpRequest[];
  /** `PUT /path?query` of each request. */
  lines(): string[];
}

export function createScriptedHttp(...script: readonly ScriptedAnswer[]): ScriptedHttp {
  const requests: HttpRequest[] = [];
  return {
    requests,
    lines: () => requests.map(({ method, path }) => `${method} ${path}`),
    async send(request) {
      const answer = script[requests.length];
      requests.push(request);
      if (!answer) throw new Error(`nothing is scripted for ${request.method} ${request.path}`);
      const { status, headers = {}, body = '', isCut } = answer;
      return {
        status,
        headers: { 'content-length': String(Buffer.byteLength(body)), ...headers },
        async *bytes() {
          yield new TextEncoder().encode(body);
        },
        async text() {
          if (isCut) throw new AppError('remote.truncated', 'scripted');
          return body;
        },
        discard() {},
      };
    },
  };
}

export const scriptedNowMs = Date.UTC(2025, 0, 2, 3, 4, 5);

/** Setup and hooks of a store that talks to a script. */
export function scriptedSetup(
  address: Partial<BucketAddress> = {},
  setup: Partial<StoreSetup> = {},
  credentials: Credentials = { accessKeyId: 'id', accessKeySecret: 'secret' },
) {
  const notices: Notice[] = [];
  const invalidated: Credentials[] = [];
  const full: StoreSetup = {
    address: {
      kind: 'oss',
      endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
      bucket: 'photos',
      region: 'cn-hangzhou',
      addressing: 'virtual',
      ...address,
    },
    signing: 'v4',
    checksum: 'crc32',
    network: {
      proxy: 'none',
      caFile: null,
      connectTimeoutMs: 1000,
      progressTimeoutMs: 1000,
      connections: 1,
    },
    clockOffset: createClockOffset(),
    ...setup,
  };
  const hooks: StoreHooks = {
    credentials: {
      current: async () => credentials,
      invalidate: refused => invalidated.push(refused),
    },
    onNotice: notice => notices.push(notice),
    now: () => scriptedNowMs,
  };
  return { setup: full, hooks, notices, invalidated };
}

/** An error document as both services write it. */
export function errorXml(code: string, elements: Readonly<Record<string, string>> = {}): string {
  const rest = Object.entries({ Message: `${code} it is`, ...elements })
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code>${rest}</Error>`;
}
