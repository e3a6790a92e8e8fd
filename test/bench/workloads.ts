import { mebibyte } from './files.ts';
import type { Work } from './peers/peer.ts';
import type { Line } from './start-sink.ts';

export interface Workload {
  readonly name: string;
  readonly title: string;
  readonly work: Work;
  readonly files: number;
  readonly bytesPerFile: number;
  /** Settings at which those are measured who have one. */
  readonly parallel: readonly number[];
  readonly line?: Line;
  readonly isTls?: boolean;
}

/** What may be chosen; counts of files, and MiB of the large one. */
export interface Sizes {
  readonly large: number;
  readonly small: number;
  readonly unchanged: number;
  readonly many: number;
  readonly wanLarge: number;
  readonly wanSmall: number;
}

export const usualSizes: Sizes = {
  ...{ large: 4096, many: 200, small: 10_000, unchanged: 10_000, wanLarge: 1024, wanSmall: 2_000 },
};
export const quickSizes: Sizes = {
  ...{ large: 128, many: 10, small: 200, unchanged: 200, wanLarge: 64, wanSmall: 100 },
};

/** Bytes a second. */
export const cappedRate = 60e6;
const wan: Line = { rttMs: 30, rate: 20e6 };

export function workloads(sizes: Sizes): readonly Workload[] {
  const one = (mib: number) => ({ work: 'file', files: 1, bytesPerFile: mib * mebibyte }) as const;
  const tree = (files: number, bytesPerFile: number) => ({ work: 'tree', files, bytesPerFile }) as const;
  const large = { ...one(sizes.large), parallel: [8] };
  const many = { ...tree(sizes.many, 5 * mebibyte), parallel: [8] };
  const small = { ...tree(sizes.small, 4096), parallel: [16] };
  const wanLarge = one(sizes.wanLarge);
  const wanSmall = tree(sizes.wanSmall, 4096);
  const far = '30 ms away, 20 MB/s a connection';
  return [
    { ...large, name: 'large', title: `One file of ${sizes.large} MiB` },
    { ...many, name: 'many', title: `${sizes.many} files of 5 MiB` },
    { ...small, name: 'small', title: `${sizes.small} files of 4 KiB` },
    {
      ...{ ...small, work: 'unchanged', files: sizes.unchanged },
      ...{ name: 'unchanged', title: `${sizes.unchanged} unchanged files` },
    },
    {
      ...{ ...wanLarge, name: 'wan-large', parallel: [16], line: wan },
      title: `One file of ${sizes.wanLarge} MiB, ${far}`,
    },
    {
      ...{ ...wanSmall, name: 'wan-small', parallel: [16, 64], line: wan },
      title: `${sizes.wanSmall} files of 4 KiB, ${far}`,
    },
    {
      ...{ ...wanLarge, name: 'wan-cap', parallel: [16], line: { ...wan, cap: cappedRate } },
      title: `One file of ${sizes.wanLarge} MiB, ${far}, ${cappedRate / 1e6} MB/s in all`,
    },
    {
      ...{ ...wanSmall, name: 'wan-busy', parallel: [16], line: { ...wan, busy: 12 } },
      title: `${sizes.wanSmall} files of 4 KiB, ${far}; more than 12 requests at once are answered by 503`,
    },
    { ...large, name: 'tls-large', title: `One file of ${sizes.large} MiB over TLS`, isTls: true },
    { ...many, name: 'tls-many', title: `${sizes.many} files of 5 MiB over TLS`, isTls: true },
    { ...small, name: 'tls-small', title: `${sizes.small} files of 4 KiB over TLS`, isTls: true },
  ];
}
