import type { Receipt } from '../../main/model/part.ts';
import type { Proof } from '../../main/model/proof.ts';
import type { Upload } from '../../main/model/transfer.ts';
import type { NewTransfer } from '../../main/store/transfer-log.ts';

/** A wish for one file, the same each time but for its path. */
export function sampleTransfer(path = '/photos/harbour.tif', key = 'photos/harbour.tif'): NewTransfer {
  return {
    source: {
      path,
      size: 12_345_678,
      offset: 0,
      length: 12_345_678,
      mtimeNs: '1723456789123456789',
      ctimeNs: '1700000000123456790',
      inode: '9007199254740993',
      device: '66',
    },
    target: {
      address: {
        kind: 'oss',
        endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
        bucket: 'photos-2024',
        region: 'cn-hangzhou',
        addressing: 'virtual',
      },
      key,
    },
    options: { contentType: 'image/tiff', meta: { mtime: '1723456789.123456789' }, forbidOverwrite: true },
    place: null,
  };
}

export const sampleUpload: Upload = {
  uploadId: '0004B9894A22E5B1888A1E29F8236E2D',
  partSize: 1_048_576,
  algorithm: 'crc64',
  existedBefore: false,
};

export function sampleReceipt(number: number): Receipt {
  const value = number.toString(16).padStart(16, '0');
  return { number, size: 1_048_576, etag: `ETAG${number}`, checksum: { algorithm: 'crc64', value } };
}

export const sampleProof: Proof = {
  size: 12_345_678,
  ours: { algorithm: 'crc64', value: '2f8c1d3a5b6e7f90' },
  theirs: '3425648754690326416',
  etag: 'B5C1A2F0-12',
  requestId: '534B371674E88A4D8906008B',
  versionId: null,
  provenAtMs: 1_723_456_999_000,
  callback: null,
};
