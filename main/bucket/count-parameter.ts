import type { Call } from './call.ts';
import { refuseArgument } from './refusal.ts';

/** How many entries the client wants: above the maximum OSS refuses and S3 gives what it can. */
export function countParameter(call: Call, name: string, whenAbsent: number, max: number): number {
  const text = call.request.parameter(name);
  if (text === undefined || text === '') return whenAbsent;
  const count = Number(text);
  if (!/^\d{1,15}$/.test(text) || (count > max && call.dialect.kind === 'oss')) {
    throw refuseArgument(name, text, `Argument ${name} must be an integer between 0 and ${max}.`);
  }
  return Math.min(count, max);
}
