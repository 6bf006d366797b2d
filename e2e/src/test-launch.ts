import type { RunningSimulator } from '@aicc-bridge/lms-simulator';

type Facts = Readonly<Record<string, unknown>>;

/** A launch as the tests speak of it. */
export interface TestLaunch {
  readonly launchId: string;
  readonly tenantId?: string;
  readonly username: string;
  readonly learnerId: string;
  readonly courseId: string;
  readonly sid: string;
  readonly lms: RunningSimulator;
  readonly startedAt: Date;
}

/** A delivery row, as far as tests look at it. */
export interface DeliveryRow {
  readonly phase: string;
  readonly outcome: string;
  readonly waiting_for: string | null;
  readonly rule_id: string | null;
  readonly verdict: { readonly cause: string; readonly cure: string } | null;
  readonly due_at: Date | null;
  readonly session: Facts & { readonly ended: string | null; readonly trouble: string | null };
}

export interface ExchangeRow {
  readonly command: string;
  readonly request: string;
  readonly http_status: number | null;
  readonly answer: string | null;
  readonly classification: string;
  readonly detail: string | null;
}

/** What was watched, by the ledger of the producer: wall-clock seconds, by launch. */
export interface WatchedSeconds {
  readonly launch: TestLaunch;
  readonly from: number;
  readonly to: number;
}
