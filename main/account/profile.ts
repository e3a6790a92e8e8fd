import { z } from 'zod';

/** Where a profile's secret lies; `app`: where the desktop app alone can read it. */
export type SecretPlace = 'keyring' | 'app' | 'file';

/** An account as `config.toml` describes it, without its secret. */
export const profileSchema = z
  .strictObject({
    kind: z.enum(['oss', 's3']),
    /** Stands for `oss://` or `s3://` without a profile. */
    default: z.boolean().exactOptional(),
    endpoint: z.string().min(1).exactOptional(),
    region: z.string().min(1).exactOptional(),
    addressing: z.enum(['virtual', 'path', 'domain']).exactOptional(),
    /** OSS only. */
    signing: z.enum(['v4', 'v1']).exactOptional(),
    /** S3 only. */
    checksum: z.enum(['crc32', 'crc32c', 'crc64nvme']).exactOptional(),
    'access-key-id': z.string().min(1).exactOptional(),
    /** Where the secret that belongs to the key lies. */
    secret: z.enum(['keyring', 'app', 'file']).exactOptional(),
    /** When temporary keys end. */
    'expires-at': z.date().exactOptional(),
    /** A command that prints credentials as JSON, as AWS tools know it. */
    'credential-process': z.string().min(1).exactOptional(),
  })
  .superRefine((profile, context) => {
    const hasKey = profile['access-key-id'] !== undefined;
    const say = (field: string, message: string) => {
      context.addIssue({ code: 'custom', path: [field], message });
    };
    if (hasKey && profile['credential-process'] !== undefined) {
      say('credential-process', 'stands beside access-key-id; only one of them may be there');
    }
    if (!hasKey && profile['credential-process'] === undefined) {
      say('access-key-id', 'is missing, and there is no credential-process');
    }
    if (hasKey && profile.secret === undefined) say('secret', 'is missing: keyring or file');
  });

export type ProfileSettings = z.infer<typeof profileSchema>;

/** The secret half of a profile's keys. */
export const secretSchema = z.strictObject({
  'access-key-secret': z.string().min(1),
  'security-token': z.string().min(1).exactOptional(),
});

export type ProfileSecret = z.infer<typeof secretSchema>;

/** Names that a TARGET can begin with, as in `work:bucket/key`. */
export function isProfileName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) && name !== 'oss' && name !== 's3';
}
