import { infiniteQueryOptions } from '@tanstack/react-query';
import { queryString, request } from '@/api/client';
import { projectPath } from '@/api/projects/path';
import type { Delivery, IssuedWebhook, NewWebhook, Page, Webhook } from '@/api/types';

export const webhooksQuery = (project: string) =>
  infiniteQueryOptions({
    queryKey: ['projects', project, 'webhooks', 'list'],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Webhook>>(projectPath(project, 'webhooks') + queryString({ limit: 50, cursor: pageParam }), {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
  });

/** The answer holds the secret: the only time it is ever told. */
export function createWebhook(project: string, webhook: NewWebhook) {
  return request<IssuedWebhook>(projectPath(project, 'webhooks'), { method: 'POST', body: webhook });
}

export function deleteWebhook(project: string, id: string) {
  return request<undefined>(projectPath(project, 'webhooks', id), { method: 'DELETE' });
}

/** Sends a message that nothing has happened for. */
export function pingWebhook(project: string, id: string) {
  return request<Delivery>(projectPath(project, 'webhooks', id, 'ping'), { method: 'POST' });
}

/** Sends once more what was delivered or given up. */
export function redeliver(project: string, webhook: string, id: string) {
  return request<Delivery>(projectPath(project, 'webhooks', webhook, 'deliveries', id, 'redeliver'), { method: 'POST' });
}

/** What was sent, newest first; asked again while some of it is still to come. */
export const deliveriesQuery = (project: string, id: string) =>
  infiniteQueryOptions({
    queryKey: ['projects', project, 'webhooks', id, 'deliveries'],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Delivery>>(
        projectPath(project, 'webhooks', id, 'deliveries') + queryString({ limit: 20, cursor: pageParam }),
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some((page) => page.items.some(({ state }) => state === 'pending')) ? 5_000 : false,
  });
