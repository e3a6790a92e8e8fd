import { createPrivateKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/**
 * The RSA key that signs callbacks, in a file that only its owner can read: made when it is first needed, for that takes
 * a moment, and the same after each restart, for applications keep the public half.
 */
export function openSigningKey(path: string): () => Promise<KeyObject> {
  let opening: Promise<KeyObject> | null = null;
  return () => {
    opening ??= readOrMake(path).catch(thrown => {
      opening = null;
      throw thrown;
    });
    return opening;
  };
}

async function readOrMake(path: string): Promise<KeyObject> {
  try {
    return createPrivateKey(await readFile(path));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
  }
  const { privateKey } = await generate('rsa', { modulusLength: 2048 });
  // Whole or not at all, also when the process dies here.
  const draft = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    await rename(draft, path);
  } catch (thrown) {
    await rm(draft, { force: true });
    throw thrown;
  }
  return privateKey;
}
