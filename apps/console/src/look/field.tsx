import { useId, type InputHTMLAttributes, type ReactNode } from 'react';

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'className'> {
  readonly label: string;
  /** stands below; an error takes its place */
  readonly hint?: ReactNode;
  readonly error?: ReactNode;
  readonly mono?: boolean;
}

/** A text field: label above, hint or error below, both tied to the field. */
export function Field({ label, hint, error, mono = false, ...input }: FieldProps): ReactNode {
  const id = useId();
  const below = error ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        className={mono ? 'input mono' : 'input'}
        aria-invalid={error ? true : undefined}
        aria-describedby={below ? `${id}-below` : undefined}
      />
      {below ? (
        <p id={`${id}-below`} className={error ? 'error-text' : 'hint'}>
          {below}
        </p>
      ) : null}
    </div>
  );
}
