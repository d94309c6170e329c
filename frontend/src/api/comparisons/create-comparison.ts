import { request } from '@/api/client';
import { projectPath } from '@/api/projects/path';
import type { BenchmarkComparison, NewBenchmarkComparison } from '@/api/types';

/** Compares two measurements; what is worse is explained. */
export function createComparison(project: string, comparison: NewBenchmarkComparison) {
  return request<BenchmarkComparison>(projectPath(project, 'comparisons'), { method: 'POST', body: comparison });
}
