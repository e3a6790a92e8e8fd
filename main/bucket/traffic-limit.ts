import type { Operation } from './operation.ts';
import { refuseArgument } from './refusal.ts';
import type { BucketRequest } from './request.ts';

const name = 'x-oss-traffic-limit';
/** Bits per second. */
const least = 819_200;
const most = 838_860_800;

/** The operations of OSS that can be limited. */
const limited: readonly Operation[] = ['put', 'append', 'copy', 'sendPart', 'copyPart', 'get'];

/** Bytes per second that a request wants itself limited to, in either direction; null for no limit. */
export function trafficLimitOf(request: BucketRequest, operation: Operation): number | null {
  if (request.kind !== 'oss' || !limited.includes(operation)) return null;
  const header = request.headers[name];
  const parameter = request.parameter(name);
  const text = header ?? parameter;
  if (text === undefined) return null;
  if (header !== undefined && parameter !== undefined) {
    throw refuseArgument(name, text, 'The limit is given both in the header and in the URL.');
  }
  const bits = Number(text);
  if (!/^\d+$/.test(text) || bits < least || bits > most) {
    throw refuseArgument(
      name,
      text,
      `The limit must be a number of bits per second from ${least} to ${most}.`,
    );
  }
  return bits / 8;
}
