import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';
import type { Checksum } from '../../model/checksum.ts';
import type { WantedPart } from '../../upload/by-hand/parts-to-join.ts';
import { toFileError } from '../../upload/source.ts';
import type { Surroundings } from '../surroundings.ts';

/** What `uploads part` and `uploads parts` print; also the names of the services' own tools. */
const partSchema = z
  .object({
    number: z.int().min(1).max(10_000).optional(),
    PartNumber: z.int().min(1).max(10_000).optional(),
    etag: z.string().min(1).nullish(),
    ETag: z.string().min(1).nullish(),
    size: z.int().min(0).nullish(),
    algorithm: z.enum(['crc64', 'crc64nvme', 'crc32', 'crc32c', 'md5']).nullish(),
    checksum: z
      .string()
      .regex(/^[0-9a-f]+$/i)
      .nullish(),
  })
  .transform(({ number, PartNumber, etag, ETag, size, algorithm, checksum }, context): WantedPart => {
    const given = number ?? PartNumber;
    if (given === undefined) context.addIssue({ code: 'custom', path: ['number'], message: 'missing' });
    const tag = (etag ?? ETag)?.replace(/^"|"$/g, '');
    const sum: Checksum | null = algorithm && checksum ? { algorithm, value: checksum.toLowerCase() } : null;
    return {
      number: given ?? 0,
      ...(tag !== undefined && { etag: tag }),
      ...(typeof size === 'number' && { size }),
      ...(sum && { checksum: sum }),
    };
  });

/** Reads the parts that a file names, or with `-` standard input. */
export async function readPartsFile(file: string, { input }: Surroundings): Promise<readonly WantedPart[]> {
  return parsePartsText(await readAll(file, input), file);
}

/** Pure. An array, an object with `parts` or `Parts`, or one object a line. Throws `options.invalid`. */
export function parsePartsText(text: string, file: string): readonly WantedPart[] {
  const values = valuesOf(text, file);
  return values.map((value, index) => {
    const result = partSchema.safeParse(value);
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    const field = issue?.path.join('.') || 'part';
    throw invalid(problem('parts.field', { file, number: index + 1, field }));
  });
}

function valuesOf(text: string, file: string): readonly unknown[] {
  const whole = parseJson(text);
  if (Array.isArray(whole)) return whole;
  if (typeof whole === 'object' && whole !== null) {
    const inner = 'parts' in whole ? whole.parts : 'Parts' in whole ? whole.Parts : null;
    return Array.isArray(inner) ? inner : [whole];
  }
  const lines = text.split('\n').filter(line => line.trim() !== '');
  const values = lines.map(parseJson);
  if (values.length > 0 && !values.includes(undefined)) return values;
  throw invalid(problem('parts.noJson', { file }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readAll(file: string, input: Surroundings['input']): Promise<string> {
  if (file !== '-') {
    return await readFile(file, 'utf8').catch(thrown => {
      throw toFileError(thrown, file);
    });
  }
  const chunks: Buffer[] = [];
  for await (const chunk of input as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function invalid(about: ProblemFacts): AppError {
  return new AppError('options.invalid', `the list of parts can't be used: ${about.problem}`, {
    ...about,
    option: 'parts',
  });
}
