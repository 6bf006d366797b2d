import type { RuleId } from '@aicc-bridge/contracts';

/** What an admin does about a refused launch. */
export function cureOf({ ruleId, host }: { readonly ruleId: RuleId; readonly host: string | null }): string {
  switch (ruleId) {
    case 'S29':
      return host === null
        ? 'The LMS sent no readable aicc_url. Look at the address that it opens.'
        : `If ${host} is your LMS, add it under Settings, LMS Settings, Host name. If not, somebody else uses your package.`;
    case 'S32':
      return 'Enable the integration under Settings, LMS Settings.';
    case 'revoked-key':
      return 'Download the packages again and import them: the old address was revoked.';
    case 'unknown-key':
      return 'The address was changed on its way, or it is of another system. Download the package again.';
    case 'unknown-course':
      return 'The course was removed from the library, or the address was changed. Take the course out of the LMS.';
    default:
      return 'Open the course once more from the LMS.';
  }
}
