import { queryOptions } from '@tanstack/react-query';
import { API, queryString, request } from '@/api/client';
import { ApiProblem } from '@/api/problem';
import { projectPath } from '@/api/projects/path';
import type { Explanation, Flames, Report } from './documents';

// Once they are there they never change.

export const reportQuery = (project: string, id: string) =>
  queryOptions({
    queryKey: ['projects', project, 'comparisons', id, 'report'],
    queryFn: ({ signal }) => request<Report>(projectPath(project, 'comparisons', id, 'report'), { signal }),
    staleTime: Infinity,
  });

export const flamesQuery = (project: string, id: string, benchmark: string) =>
  queryOptions({
    queryKey: ['projects', project, 'comparisons', id, 'flames', benchmark],
    queryFn: ({ signal }) => orNothing(request<Flames>(document(project, id, 'flames', benchmark), { signal })),
    staleTime: Infinity,
  });

export const explanationQuery = (project: string, id: string, benchmark: string) =>
  queryOptions({
    queryKey: ['projects', project, 'comparisons', id, 'explanation', benchmark],
    queryFn: ({ signal }) =>
      orNothing(request<Explanation>(document(project, id, 'explanation', benchmark), { signal })),
    staleTime: Infinity,
  });

/** Where a browser gets the file itself, to keep it. */
export function flamesAddress(project: string, id: string, benchmark: string): string {
  return API + document(project, id, 'flames', benchmark);
}

export function reportAddress(project: string, id: string): string {
  return API + projectPath(project, 'comparisons', id, 'report');
}

function document(project: string, id: string, kind: string, benchmark: string): string {
  return projectPath(project, 'comparisons', id, kind) + queryString({ benchmark });
}

/** Null for a benchmark that was not explained. */
async function orNothing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null;
    throw error;
  }
}
