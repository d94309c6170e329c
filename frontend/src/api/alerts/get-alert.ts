import { queryOptions } from '@tanstack/react-query';
import { requestTagged } from '@/api/client';
import { projectPath } from '@/api/projects/path';
import type { Alert } from '@/api/types';

/** An alert with the tag by which a change says which state of it was seen. */
export const alertQuery = (project: string, id: string) =>
  queryOptions({
    queryKey: ['projects', project, 'alerts', id],
    queryFn: ({ signal }) => requestTagged<Alert>(projectPath(project, 'alerts', id), signal),
  });
