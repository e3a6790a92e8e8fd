import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import type { AnswerOf, ArgsOf, RequestName, Revisions } from '../../preload/contract.ts';
import type { RequestError } from './client.ts';
import { useClient, useSnapshot } from './context.tsx';
import { useThrottled } from './use-throttled.ts';

/**
 * The answer to a request, asked for again whenever the topic's revision grows; what was there stays on the screen meanwhile.
 * `args` null: not asked yet. `atMostEveryMs` is for topics that change many times a second.
 */
export function useRequest<K extends RequestName>(
  name: K,
  args: ArgsOf<K> | null,
  topic: keyof Revisions | null = null,
  atMostEveryMs = 0,
) {
  const client = useClient();
  const newest = useSnapshot(({ revisions }) => (topic === null ? 0 : revisions[topic]));
  const throttled = useThrottled(newest, atMostEveryMs);
  const revision = atMostEveryMs === 0 ? newest : throttled;
  return useQuery<AnswerOf<K>, RequestError>({
    queryKey: [name, args, revision],
    queryFn: () => client.request(name, args as ArgsOf<K>),
    enabled: args !== null,
    placeholderData: keepPreviousData,
  });
}

/** A request that changes something; `mutate(args)` sends it. */
export function useCommand<K extends RequestName>(name: K) {
  const client = useClient();
  return useMutation<AnswerOf<K>, RequestError, ArgsOf<K>>({
    mutationFn: args => client.request(name, args),
  });
}
