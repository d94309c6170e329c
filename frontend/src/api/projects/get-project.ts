import { queryOptions } from '@tanstack/react-query';
import { requestTagged } from '@/api/client';
import type { Project } from '@/api/types';
import { projectPath } from './path';

/** A project with the tag by which a change says which state of it was seen. */
export const projectQuery = (id: string) =>
  queryOptions({
    queryKey: ['projects', id],
    queryFn: ({ signal }) => requestTagged<Project>(projectPath(id), signal),
  });
