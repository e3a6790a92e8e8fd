import { systemClock } from '../../../main/base/clock.ts';
import type { Fault, FaultPlan } from '../../../main/bucket/faults.ts';
import type { Operation } from '../../../main/bucket/operation.ts';
import type { BucketRequest } from '../../../main/bucket/request.ts';
import { type BucketServer, createBucketServer } from '../../../main/bucket/server.ts';
import type { Credentials } from '../../../main/model/credentials.ts';
import { isOutsider } from './owner.ts';
import { isReply, replies } from './replies.ts';
import { spoilAnswer } from './spoil-answer.ts';
import { stage } from './stage.ts';

export const bucketName = 'sim-bucket';

export const keys: Credentials = {
  accessKeyId: 'STS.SIM0001',
  accessKeySecret: 'sim-secret-0001',
  securityToken: 'sim+token/0001==',
};

const withBody: ReadonlySet<string> = new Set(['put', 'sendPart', 'append']);

/** How far the server's clock is ahead. */
export interface ServerClock {
  skewMs: number;
}

/** Starts the local bucket; faults strike as they are planned on the stage. Runs in the server's name. */
export function openServer(clock: ServerClock): Promise<BucketServer> {
  return createBucketServer({
    dir: '/sim/bucket',
    credentials: [keys],
    buckets: [bucketName],
    limits: { oss: { minPart: 4_096 }, s3: { minPart: 4_096 } },
    faults: { take: (operation, request) => take(operation, request) } as FaultPlan,
    clock: { ...systemClock, now: () => systemClock.now() + clock.skewMs },
  });
}

function take(operation: Operation, request: BucketRequest): readonly Fault[] {
  const { network, faults, random } = stage();
  const exchange = network.accepting;
  if (!exchange || isOutsider(exchange.record.owner)) return [];
  const does = faults.next('request', each => fits(each, operation, request));
  if (does === null) {
    exchange.spoil = answer => spoilAnswer(faults, operation, request.kind, answer);
    return [];
  }
  if (does === 'resetInBody') {
    exchange.onReset = () => {
      exchange.record.faults.push(does);
      faults.count('request', does);
    };
    return [{ does, afterBytes: random.between(0, Math.min(9_000, lengthOf(request))) }];
  }
  exchange.record.faults.push(does);
  const [status = '', code = ''] = does.split(' ');
  if (code !== '') return [{ does: 'reply', status: Number(status), code }];
  switch (does) {
    case 'slow':
      return [{ does: 'delay', ms: random.between(1, 30_000) }];
    case 'throttle':
      return [{ does, bytesPerSecond: random.between(500, 20_000) }];
    case 'html':
      return [{ does, status: random.next() < 0.5 ? 200 : 502 }];
    case 'clockSkew':
      return [{ does, ms: random.next() < 0.5 ? 1_000_000 : -1_000_000 }];
    case 'resetBeforeBody':
    case 'resetAfterBody':
    case 'dropAnswer':
    case 'truncateAnswer':
    case 'hang':
    case 'wrongCrc':
    case 'expireToken':
      return [{ does }];
    default:
      throw new Error(`no such fault: ${does}`);
  }
}

/** Faults that change nothing about a request would count as hits and test nothing. */
function fits(does: string, operation: Operation, request: BucketRequest): boolean {
  const { method, kind } = request;
  if (isReply(does) && !replies[kind].includes(does)) return false;
  switch (does) {
    case 'unreachable':
    case 'noName':
    // Of answers, see `spoilAnswer`.
    case 'incompleteListing':
    case '203 CallbackFailed':
      return false;
    case 'resetInBody':
      return withBody.has(operation) && lengthOf(request) > 0;
    case 'throttle':
      return withBody.has(operation);
    case 'wrongCrc':
      return operation === 'sendPart' || operation === 'put' || operation === 'complete' || method === 'HEAD';
    case '404 NoSuchUpload':
      return operation === 'sendPart' || operation === 'complete' || operation === 'listParts';
    case '404 NoSuchKey':
    case '404 NoSuchVersion':
    case '404 NotFound':
    case '404 SymlinkTargetNotExist':
    case '416 InvalidRange':
      return method === 'GET' || method === 'HEAD' || operation === 'copy';
    default:
      return true;
  }
}

/** Bytes of the body as they come over the wire. */
function lengthOf({ headers }: BucketRequest): number {
  return Number(headers['content-length'] ?? 0);
}
