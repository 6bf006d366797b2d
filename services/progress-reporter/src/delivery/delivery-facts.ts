import type { WireProfile } from '@aicc-bridge/lms-profiles';
import type { ReportingMode } from '@aicc-bridge/contracts';
import type { Phase, SessionState } from './session-state.js';

/** Epoch milliseconds by the injected clock. */
export type EpochMs = number;

/** Everything that the decisions about one launch need; plain data, no I/O. */
export interface DeliveryFacts {
  readonly launchId: string;
  readonly phase: Phase;
  readonly session: SessionState;
  readonly startedAt: EpochMs;
  readonly desiredVersion: number;
  /** ordinary progress waits until then for what is still to be read; in the past, or the pace itself, if nothing is */
  readonly heldBackUntil: EpochMs | null;
  /** of the attempt that the launch belongs to; before GetParam: of nothing */
  readonly progress: { readonly percent: number; readonly complete: boolean; readonly counted: boolean };
  /** wall-clock seconds of this launch, each counted once */
  readonly sessionSeconds: number;
  readonly location: string;
  readonly activity: {
    readonly presenceAt: EpochMs | null;
    /** when "leave course" was pressed, and when we heard of it */
    readonly leftSeenAt: EpochMs | null;
    readonly lastViewingAt: EpochMs | null;
    readonly openViewings: number;
    readonly endedViewings: number;
  };
  readonly supersededAt: EpochMs | null;
  /** launches that this one supersedes and that are not closed yet */
  readonly predecessorOpen: boolean;
  readonly device: 'desktop' | 'mobile';
  readonly tenant: {
    readonly enabled: boolean;
    readonly reportingMode: ReportingMode;
    readonly reportMobile: boolean;
    readonly hostListed: boolean;
  };
  readonly profile: WireProfile;
}
