import { useRef, type ReactNode } from 'react';

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
}

/** A button for what cannot be undone: asks first, in a dialog that Escape closes. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => dialog.current?.close();
  return (
    <>
      <button
        type="button"
        className={props.className ?? 'small danger'}
        disabled={props.disabled}
        onClick={() => dialog.current?.showModal()}
      >
        {props.children}
      </button>
      <dialog ref={dialog} className="dialog" aria-label={props.question}>
        <h2>{props.question}</h2>
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
      </dialog>
    </>
  );
}
