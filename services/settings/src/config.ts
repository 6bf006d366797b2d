import { SERVICE_CONFIG } from '@aicc-bridge/platform';

/** Environment of the settings service. */
export const CONFIG = SERVICE_CONFIG;
