/**
 * What the LMS of the recordings does with a package that has the fault (recordings README, "Packages"), worst first:
 * `refused` – the upload fails · `launches-nothing` – it is accepted, but an AU of it cannot be launched ·
 * `launches-without-parameters` – the page opens, but `aicc_sid` and `aicc_url` never reach its server ·
 * `launches-a-file` – a file inside the package opens, which has no server behind it.
 */
export type Consequence = 'refused' | 'launches-nothing' | 'launches-without-parameters' | 'launches-a-file';

const WORST_FIRST: readonly Consequence[] = [
  'refused',
  'launches-nothing',
  'launches-without-parameters',
  'launches-a-file',
];

/** What is wrong and what to do: the part of a finding that a person reads. */
export interface Fault {
  /** file name inside the package; null = the package as a whole */
  readonly file: string | null;
  /** column or keyword as the sheet writes it; null = the file as a whole */
  readonly field: string | null;
  /** number in the sheet's §9 */
  readonly rule: number;
  readonly message: string;
  readonly cure: string;
}

/**
 * Something wrong with a package: where, by which rule of the sheet's §9, and what to do. An `error` says what becomes of the
 * package; a `warning` is taken by the LMS of the recordings, but breaks a rule that some other LMS needs.
 */
export type Finding =
  | (Fault & { readonly severity: 'error'; readonly consequence: Consequence })
  | (Fault & { readonly severity: 'warning' });

/** Where the readers of the single files put what they find. */
export interface Findings {
  readonly error: (consequence: Consequence, fault: Fault) => void;
  readonly warning: (fault: Fault) => void;
  readonly all: () => readonly Finding[];
}

/** An empty list of findings, in the order in which they are made. */
export function newFindings(): Findings {
  const all: Finding[] = [];
  return {
    error: (consequence, fault) => void all.push({ severity: 'error', consequence, ...fault }),
    warning: (fault) => void all.push({ severity: 'warning', ...fault }),
    all: () => [...all],
  };
}

/** The worst that the findings lead to; null if there is no error among them. */
export function worstConsequence(findings: readonly Finding[]): Consequence | null {
  const present = new Set(findings.map((finding) => (finding.severity === 'error' ? finding.consequence : null)));
  return WORST_FIRST.find((consequence) => present.has(consequence)) ?? null;
}
