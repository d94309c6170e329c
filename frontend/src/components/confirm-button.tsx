import { useState, type ReactNode } from 'react';
import { Dialog } from './dialog';

interface ConfirmButtonProps {
  children: ReactNode;
  /** The question, for example `Release prt_1?` */
  question: string;
  /** What follows from a yes. */
  consequence: string;
  confirm: string;
  onConfirm: () => void;
  disabled?: boolean;
  className?: string;
  /** Names the button where what it says would not tell it from its neighbours. */
  label?: string;
}

/** A button for what cannot be undone: asks first, in a dialog that Escape closes. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <button
        type="button"
        className={props.className ?? 'small danger'}
        aria-label={props.label}
        disabled={props.disabled}
        onClick={() => setOpen(true)}
      >
        {props.children}
      </button>
      <Dialog title={props.question} open={open} onClose={close}>
        <p>{props.consequence}</p>
        <div className="actions">
          <button type="button" onClick={close}>
            Keep
          </button>
          <button
            type="button"
            className="danger"
            onClick={() => {
              close();
              props.onConfirm();
            }}
          >
            {props.confirm}
          </button>
        </div>
      </Dialog>
    </>
  );
}
