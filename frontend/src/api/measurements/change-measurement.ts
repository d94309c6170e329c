import { request } from '@/api/client';
import { projectPath } from '@/api/projects/path';
import type { Measurement } from '@/api/types';

export function cancelMeasurement(project: string, id: string) {
  return request<Measurement>(projectPath(project, 'measurements', id, 'cancel'), { method: 'POST' });
}

/** With the comparisons that it is part of. */
export function deleteMeasurement(project: string, id: string) {
  return request<undefined>(projectPath(project, 'measurements', id), { method: 'DELETE' });
}
