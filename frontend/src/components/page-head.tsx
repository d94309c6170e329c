import { useEffect, type ReactNode } from 'react';

interface PageHeadProps {
  title: string;
  /** Beside the title: a badge, a version. */
  aside?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
}

export function PageHead({ title, aside, lead, actions }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · Fugu`;
  }, [title]);
  return (
    <header className="page-head">
      <div className="page-head-text">
        <h1>
          {title} {aside}
        </h1>
        {lead !== undefined && <p className="lead">{lead}</p>}
      </div>
      {actions !== undefined && <div className="actions">{actions}</div>}
    </header>
  );
}
