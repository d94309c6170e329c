import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { createComparison } from '@/api/comparisons/create-comparison';

interface CompareButtonProps {
  project: string;
  /** Measurements. */
  base: string;
  head: string;
  label: string;
}

/** Compares two measurements, and goes where it is said what moved and why. */
export function CompareButton({ project, base, head, label }: CompareButtonProps) {
  const navigate = useNavigate();
  const compare = useMutation({
    mutationFn: () => createComparison(project, { base, head }),
    onSuccess: (comparison) => navigate(`/projects/${project}/comparisons/${comparison.id}`),
  });
  return (
    <button type="button" className="small" aria-label={label} disabled={compare.isPending} onClick={() => compare.mutate()}>
      Compare
    </button>
  );
}
