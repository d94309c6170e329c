import { request } from '@/api/client';
import { projectPath } from '@/api/projects/path';
import type { Alert } from '@/api/types';

/** It stays, and everybody sees why. */
export function acknowledgeAlert(project: string, id: string, tag: string, reason: string) {
  return act(project, id, 'acknowledge', tag, { reason });
}

export function resolveAlert(project: string, id: string, tag: string, reason: string) {
  return act(project, id, 'resolve', tag, reason === '' ? {} : { reason });
}

/** The undo of both. */
export function reopenAlert(project: string, id: string, tag: string) {
  return act(project, id, 'reopen', tag);
}

function act(project: string, id: string, what: string, tag: string, body?: { reason?: string }) {
  return request<Alert>(projectPath(project, 'alerts', id, what), {
    method: 'POST',
    headers: { 'If-Match': tag },
    ...(body !== undefined && { body }),
  });
}
