import { request } from 'node:http';
import type { Readable } from 'node:stream';
import type { BucketServer } from '../../main/bucket/server.ts';
import type { Credentials } from '../../main/model/credentials.ts';
import type { StoreKind } from '../../main/model/target.ts';
import { signOssV1 } from '../../main/remote/sign-oss-v1.ts';
import { signOssV4 } from '../../main/remote/sign-oss-v4.ts';
import { s3UnsignedPayload, signS3 } from '../../main/remote/sign-s3.ts';
import { encodeKey, encodeQuery, type Query } from '../../main/remote/uri.ts';
import { testBucket, testKey } from './local-bucket.ts';

export interface SignedRequest {
  readonly kind?: StoreKind | 'oss-v1';
  readonly method: string;
  readonly bucket?: string | null;
  readonly key?: string | null;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable;
  /** Null sends the request unsigned. */
  readonly signer?: Credentials | null;
  readonly nowMs?: number;
  readonly region?: string;
  /** Names the bucket in the host instead of the path. */
  readonly isVirtual?: boolean;
  /** For S3; default UNSIGNED-PAYLOAD. */
  readonly payloadHash?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  readonly text: string;
}

/** What a signed request looks like on the wire. */
export function wireOf(
  server: BucketServer,
  signed: SignedRequest,
): { readonly path: string; readonly headers: Readonly<Record<string, string>> } {
  const { kind = 'oss', method, bucket = testBucket, key = null, query = [], isVirtual = false } = signed;
  const host = isVirtual ? `${bucket}.localhost:${server.port}` : `${server.host}:${server.port}`;
  const inPath = bucket === null ? '/' : `/${bucket}/${key === null ? '' : encodeKey(key)}`;
  const path = isVirtual ? `/${key === null ? '' : encodeKey(key)}` : inPath;
  const headers: Record<string, string> = { ...signed.headers };
  const credentials = signed.signer === undefined ? testKey : signed.signer;
  if (credentials !== null) {
    const nowMs = signed.nowMs ?? Date.now();
    const signer = {
      ...credentials,
      region: signed.region ?? (kind === 's3' ? 'us-east-1' : 'cn-hangzhou'),
    };
    const oss = { method, bucket, key, query, headers };
    if (kind === 'oss') Object.assign(headers, signOssV4(oss, signer, nowMs));
    else if (kind === 'oss-v1') Object.assign(headers, signOssV1(oss, signer, nowMs));
    else {
      const s3 = { method, path, query, headers: { ...headers, host } };
      Object.assign(headers, signS3(s3, signer, nowMs, signed.payloadHash ?? s3UnsignedPayload));
    }
  }
  return {
    path: query.length === 0 ? path : `${path}?${encodeQuery(query)}`,
    headers: { ...headers, host },
  };
}

/** Signs with our own signers and sends over a connection of its own, the target exactly as made. */
export function sendSigned(server: BucketServer, signed: SignedRequest): Promise<RawAnswer> {
  const { path, headers } = wireOf(server, signed);
  return sendRaw(server, { method: signed.method, path, headers }, signed.body);
}

export function sendRaw(
  server: BucketServer,
  head: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
  },
  body?: string | Uint8Array | Readable,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: server.host, port: server.port, agent: false, ...head });
    sent.on('error', reject);
    sent.on('response', async answer => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of answer) chunks.push(chunk as Buffer);
        const bytes = Buffer.concat(chunks);
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers as Record<string, string>,
          bytes,
          text: bytes.toString('utf8'),
        });
      } catch (thrown) {
        reject(thrown);
      }
    });
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) sent.end(body);
    else body.pipe(sent);
  });
}

/** The code of an error answer of either dialect. */
export function codeOf(answer: RawAnswer): string | undefined {
  return /<Code>([^<]*)<\/Code>/.exec(answer.text)?.[1];
}
