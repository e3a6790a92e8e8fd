import { type Answer, bucketOf, type Call, xmlAnswer } from './call.ts';
import { claimOf } from './checksum-claim.ts';
import { checkDelete } from './conditions.ts';
import { maxPage, xmlLimits } from './limits.ts';
import type { XmlElement } from './read-xml.ts';
import { receiveText } from './receive.ts';
import { Refusal, refuse } from './refusal.ts';
import { checkVersion } from './version.ts';
import { parseXml, type XmlNode, xmlDocument, xmlList, xmlText } from './xml.ts';

/** A key to delete, and what its object must be like. */
interface Entry {
  readonly key: string;
  readonly version: string | undefined;
  readonly match: string | undefined;
  readonly size: string | undefined;
  readonly modifiedAt: string | undefined;
}

/**
 * Up to 1000 keys; those that are missing count as deleted, and those whose version or conditions do not hold are named
 * with an error each.
 */
export async function deleteMany(call: Call): Promise<Answer> {
  const { request, dialect, place } = call;
  bucketOf(call);
  requireDigest(call);
  const { maxBytes, maxElements } = xmlLimits.deleteMany;
  const root = parseXml(await receiveText(call, maxBytes), 'Delete', maxElements);
  const entries = xmlList(root, 'Object').map(entryOf);
  if (entries.length === 0 || entries.length > maxPage || entries.some(({ key }) => key === '')) {
    throw refuse('MalformedXML');
  }
  const bucket = bucketOf(call).id;
  const judged = entries.map(entry => ({ ...entry, refusal: refusalOf(call, bucket, entry) }));
  const meant = judged.filter(({ refusal }) => refusal === null);
  place.catalog.objects.remove(
    bucket,
    meant.map(({ key }) => key),
  );

  const isQuiet = xmlText(root, 'Quiet')?.trim() === 'true';
  if (isQuiet && dialect.kind === 'oss' && meant.length === judged.length) {
    return { status: 200, headers: {}, body: null };
  }
  const isEncoded = request.parameter('encoding-type') === 'url';
  const nodes = judged.flatMap<XmlNode>(({ key, version, refusal }) => {
    const names: XmlNode[] = [
      ['Key', isEncoded ? dialect.encodeName(key) : key],
      ['VersionId', version ?? null],
    ];
    if (refusal === null) return isQuiet ? [] : [['Deleted', names]];
    return [['Error', [...names, ['Code', refusal.code], ['Message', refusal.message]]]];
  });
  return xmlAnswer(
    xmlDocument('DeleteResult', [['EncodingType', isEncoded ? 'url' : null], ...nodes], dialect.namespace),
  );
}

function entryOf(element: XmlElement): Entry {
  return {
    key: xmlText(element, 'Key') ?? '',
    version: xmlText(element, 'VersionId'),
    match: xmlText(element, 'ETag'),
    size: xmlText(element, 'Size'),
    modifiedAt: xmlText(element, 'LastModifiedTime'),
  };
}

function refusalOf({ place }: Call, bucket: number, entry: Entry): Refusal | null {
  try {
    checkVersion(entry.key, entry.version);
    checkDelete(place.catalog.objects.find(bucket, entry.key), entry);
    return null;
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown;
    throw thrown;
  }
}

/** Both services insist that a list of what is to be destroyed is proven to be whole. */
function requireDigest({ request, dialect }: Call): void {
  if (request.headers['content-md5'] !== undefined) return;
  if (dialect.kind === 'oss') throw refuse('MissingArgument', { message: 'Content-MD5 is required.' });
  if (claimOf(request)) return;
  throw refuse('InvalidRequest', {
    message: 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
  });
}
