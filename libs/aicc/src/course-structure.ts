/** One launchable lesson: a row of `.au` and a row of `.des` (sheet §6.4, §6.5). All texts as they stand in the files. */
export interface AssignableUnit {
  readonly systemId: string;
  readonly developerId: string;
  readonly title: string;
  readonly description: string;
  /** launch address, absolute */
  readonly fileName: string;
  /** query text without a leading `?` (rule 65) */
  readonly webLaunch: string;
  readonly type: string;
  readonly commandLine: string;
  readonly maxScore: string;
  /** empty when score means percent (rule 64) */
  readonly masteryScore: string;
  readonly maxTimeAllowed: string;
  readonly timeLimitAction: string;
  readonly systemVendor: string;
  readonly coreVendor: string;
  readonly auPassword: string;
}

export interface Block {
  readonly systemId: string;
  readonly developerId: string;
  readonly title: string;
  readonly description: string;
  readonly members: readonly string[];
}

/** A course of AICC level 1: what the four files say. */
export interface CourseStructure {
  readonly courseId: string;
  readonly title: string;
  readonly creator: string;
  readonly system: string;
  readonly version: string;
  readonly description: string;
  readonly maxNormal: number;
  readonly units: readonly AssignableUnit[];
  readonly blocks: readonly Block[];
  readonly rootMembers: readonly string[];
}

export interface CourseFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The twelve columns of `.au` and the field of each (rule 58). */
export const AU_COLUMNS = [
  ['System_ID', 'systemId'],
  ['Type', 'type'],
  ['Command_Line', 'commandLine'],
  ['File_Name', 'fileName'],
  ['Max_Score', 'maxScore'],
  ['Mastery_Score', 'masteryScore'],
  ['Max_Time_Allowed', 'maxTimeAllowed'],
  ['Time_Limit_Action', 'timeLimitAction'],
  ['System_Vendor', 'systemVendor'],
  ['Core_Vendor', 'coreVendor'],
  ['Web_Launch', 'webLaunch'],
  ['AU_Password', 'auPassword'],
] as const;
