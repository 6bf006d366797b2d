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

/** A group of AUs and blocks: a row of `.cst` and a row of `.des` (sheet §6.5, §6.6). */
export interface Block {
  readonly systemId: string;
  readonly developerId: string;
  readonly title: string;
  readonly description: string;
  /** System_IDs of AUs and blocks, in the order shown */
  readonly members: readonly string[];
}

/** A course of AICC level 1: what the four files say. */
export interface CourseStructure {
  /** stable between versions: LMSs keep results by it and by System_ID (rule 66); 1 to 50 of `A-Z a-z 0-9 . _ -` */
  readonly courseId: string;
  /** 1 to 255 characters, free of what rule 63 forbids */
  readonly title: string;
  readonly creator: string;
  readonly system: string;
  readonly version: string;
  readonly description: string;
  /** how many AUs may be taken for credit at once: 1 or more, `99` to be safe (rule 62); 0 = not readable */
  readonly maxNormal: number;
  /** in the order that learners see */
  readonly units: readonly AssignableUnit[];
  readonly blocks: readonly Block[];
  /** System_IDs right below root */
  readonly rootMembers: readonly string[];
}

/** An entry of a package, unzipped. */
export interface CourseFile {
  /** path inside the package, `/` between folders */
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

/** The four columns of `.des` (rule 58). */
export const DES_COLUMNS = ['System_ID', 'Developer_ID', 'Title', 'Description'] as const;

/** Characters that damage a title in one reader or another (rule 63). */
export const FORBIDDEN_IN_TITLE = /[="';()!&|~^\r\n]/;

/** ILIAS reads 1000 bytes of each CSV row (rule 69). */
export const MAX_ROW_BYTES = 999;
