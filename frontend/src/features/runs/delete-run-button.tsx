import { useMutation, useQueryClient } from '@tanstack/react-query';
import { deleteRun, forgetDeletedRuns } from '@/api/runs/delete-run';
import type { Run } from '@/api/types';
import { ConfirmButton } from '@/components/confirm-button';
import { toastDone } from '@/components/toast-store';
import { focusContent } from '@/lib/focus-content';
import { runName } from '@/lib/format';

interface DeleteRunButtonProps {
  /** One that is over: the service keeps what is under way. */
  run: Run;
  className: string;
  onDeleted?: () => void | Promise<void>;
}

/** Deletes a run for good, after a question. */
export function DeleteRunButton({ run, className, onDeleted }: DeleteRunButtonProps) {
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteRun(run.id),
    onSuccess: async () => {
      toastDone(`${run.id} is deleted.`);
      await onDeleted?.();
      focusContent();
      await forgetDeletedRuns(queryClient);
    },
  });
  return (
    <ConfirmButton
      className={className}
      label={`Delete ${run.id}`}
      question={`Delete ${run.id}?`}
      consequence={
        `The result, console and events of ${runName(run)} are gone for good. ` +
        'The same submission gives the same digests again.'
      }
      confirm="Delete the run"
      disabled={remove.isPending}
      onConfirm={() => remove.mutate()}
    >
      Delete
    </ConfirmButton>
  );
}
