import fc from 'fast-check';
import {
  readDeleteFailures,
  readListPage,
  readPartsPage,
  readUploadId,
  readUploadsPage,
} from '../../../main/remote/bucket-xml.ts';
import { failureOf } from '../../../main/remote/failure.ts';
import { spoilt } from './rubbish.ts';
import { clearly, type FuzzTarget } from './target.ts';

const samples = [
  `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult><Name>b</Name><Prefix>a%2F</Prefix><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextContinuationToken>Cg%3D%3D</NextContinuationToken><Contents><Key>a%2Fb</Key><LastModified>2024-01-02T03:04:05.000Z</LastModified><ETag>"5B3C1A2E053D763E1B002CC607C5A0FE"</ETag><Type>Normal</Type><Size>344606</Size><StorageClass>Standard</StorageClass></Contents><CommonPrefixes><Prefix>a%2Fc%2F</Prefix></CommonPrefixes></ListBucketResult>`,
  `<ListMultipartUploadsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker><NextUploadIdMarker>u</NextUploadIdMarker><Upload><Key>k</Key><UploadId>0004B999</UploadId><Initiated>2012-02-23T04:18:23.000Z</Initiated></Upload></ListMultipartUploadsResult>`,
  `<ListPartsResult><UploadId>u</UploadId><IsTruncated>true</IsTruncated><NextPartNumberMarker>2</NextPartNumberMarker><Part><PartNumber>1</PartNumber><LastModified>2012-02-23T07:01:34.000Z</LastModified><ETag>"3349DC700140D7F86A0784842780****"</ETag><Size>6291456</Size><HashCrc64ecma>123</HashCrc64ecma></Part></ListPartsResult>`,
  '<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key><UploadId>0004B9894A22E5B1888A1E29F823****</UploadId></InitiateMultipartUploadResult>',
  '<DeleteResult><EncodingType>url</EncodingType><Deleted><Key>a</Key></Deleted><Error><Key>b</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>',
  '<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><RequestId>5C3D</RequestId><HostId>h</HostId><EC>0026-00000001</EC></Error>',
];
const bits = [
  ...[
    '<',
    '>',
    '</',
    '/>',
    '&',
    '&#0;',
    '&#xD800;',
    '&#x110000;',
    '&#99999999999;',
    '&lt;',
    '&nope;',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
  ],
  ...[
    '<!DOCTYPE a [<!ENTITY b "c">]>',
    '<?',
    '?>',
    '%',
    '%zz',
    '%ff',
    '%00',
    '-1',
    '1e999',
    '9007199254740993',
    'NaN',
    'true',
    '"',
  ],
  ...[
    '<Key>',
    '<Contents>',
    '<Part>',
    '</Part>',
    '<__proto__>',
    '<constructor>',
    '<toString/>',
    '<a:b>',
    ' xmlns="x"',
    '\u0000',
    '\ud800',
  ],
];

/** What stands between two tags. */
const textPattern = /(?<=>)[^<>]+(?=<)/g;

export const xmlAnswers: FuzzTarget = {
  name: 'XML answers',
  cost: 1,
  leastTaken: 0.2,
  async open(told) {
    const readers: readonly ((text: string) => unknown)[] = [
      text => readListPage(text, true),
      text => readListPage(text, false),
      text => readPartsPage(text, part => ({ algorithm: 'crc64', value: part.text('HashCrc64ecma') ?? '' })),
      readUploadsPage,
      readUploadId,
      text => readDeleteFailures(text, ['a', 'b']),
    ];
    return fc.asyncProperty(spoilt(samples, bits, textPattern), async text => {
      // Of each answer one reader is the right one, and to the others it is rubbish of another kind.
      for (const read of readers) {
        await clearly(told, () => {
          read(text);
          told.taken();
        });
      }
      await clearly(told, () => failureOf(400, {}, text));
    });
  },
};
