import { SERVICE_CONFIG } from '@aicc-bridge/platform';

/** Environment of the packager service. */
export const CONFIG = SERVICE_CONFIG;
