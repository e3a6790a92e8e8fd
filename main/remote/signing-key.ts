import { createHash, createHmac } from 'node:crypto';

/** Who signs, and for which region's servers. */
export interface Signer {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
  /** General id: `cn-hangzhou`, `us-east-1`. */
  readonly region: string;
}

/** Names that a V4 scheme mixes into its key. */
export interface KeyScheme {
  /** Stands before the secret. */
  readonly prefix: string;
  readonly service: string;
  readonly terminator: string;
}

/** Derived keys change once a day, so a handful covers every account in use; the bound only stops growth. */
const maxCached = 64;
const cached = new Map<string, Buffer>();

/**
 * The key of one secret, day (`YYYYMMDD`) and region: four HMACs, cached because every request of a day shares them.
 */
export function signingKey(scheme: KeyScheme, secret: string, day: string, region: string): Buffer {
  const name = `${scheme.prefix}\0${secret}\0${day}\0${region}`;
  const known = cached.get(name);
  if (known) return known;
  const key = [day, region, scheme.service, scheme.terminator].reduce<Buffer>(
    hmac256,
    Buffer.from(scheme.prefix + secret),
  );
  if (cached.size >= maxCached) cached.clear();
  cached.set(name, key);
  return key;
}

/** `YYYYMMDD/REGION/SERVICE/TERMINATOR` */
export function credentialScope(scheme: KeyScheme, day: string, region: string): string {
  return `${day}/${region}/${scheme.service}/${scheme.terminator}`;
}

export function hmac256(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
