import { type ExecException, exec } from 'node:child_process';
import { z } from 'zod';
import { AppError } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';
import type { Credentials } from '../model/credentials.ts';

const patienceMs = 60_000;
const longestOutput = 1024 * 1024;

const output = z.object({
  Version: z.literal(1),
  AccessKeyId: z.string().min(1),
  SecretAccessKey: z.string().min(1),
  SessionToken: z.string().min(1).nullish(),
  Expiration: z.iso.datetime({ offset: true }).nullish(),
});

function missing(label: string, about: ProblemFacts): AppError {
  const message = `the credential-process of ${label} gave no keys`;
  return new AppError('credentials.missing', message, { ...about, account: label });
}

/**
 * Runs a command through the shell and takes the credentials that it prints as JSON, in the form that AWS tools read.
 * What it prints goes into no message and no log, on either channel; its errors may hold secrets too.
 */
export async function runCredentialProcess(
  label: string,
  command: string,
  signal?: AbortSignal,
): Promise<Credentials> {
  signal?.throwIfAborted();
  const text = await new Promise<string>((resolve, reject) => {
    const options = { timeout: patienceMs, maxBuffer: longestOutput, windowsHide: true };
    exec(command, signal ? { ...options, signal } : options, (error, stdout) => {
      if (signal?.aborted) reject(signal.reason);
      else if (error) reject(missing(label, problem('account.processFailed', { exitCode: codeOf(error) })));
      else resolve(stdout);
    });
  });
  const parsed = output.safeParse(parseJson(text));
  if (!parsed.success) throw missing(label, problem('account.processSilent'));
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = parsed.data;
  return {
    accessKeyId: AccessKeyId,
    accessKeySecret: SecretAccessKey,
    ...(SessionToken ? { securityToken: SessionToken } : {}),
    ...(Expiration ? { expiresAtMs: Date.parse(Expiration) } : {}),
  };
}

/** Null for a process that was ended by a signal. */
function codeOf({ code }: ExecException): number | null {
  return typeof code === 'number' ? code : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
