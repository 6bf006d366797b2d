import fc from 'fast-check';
import type { AssignableUnit, Block, CourseStructure } from '../src/course-structure.js';
import { type Charset, makeTextSafe, makeTitleSafe } from '../src/safe-text.js';

/** The AU of sheet §6.9. */
export function aUnit(more: Partial<AssignableUnit> = {}): AssignableUnit {
  return {
    systemId: 'A1',
    developerId: 'exl-101-a1',
    title: 'Ladder Safety Basics',
    description: 'How to choose, set up and climb a ladder safely.',
    fileName: 'https://learn.example.com/aicc/launch',
    webLaunch: 'course=exl-101',
    type: 'Lesson',
    commandLine: '',
    maxScore: '',
    masteryScore: '',
    maxTimeAllowed: '',
    timeLimitAction: '',
    systemVendor: 'Example Learning Ltd',
    coreVendor: '',
    auPassword: '',
    ...more,
  };
}

export function aBlock(more: Partial<Block> = {}): Block {
  return {
    systemId: 'B1',
    developerId: 'exl-b1',
    title: 'Module 1',
    description: 'First things.',
    members: ['A1'],
    ...more,
  };
}

/** The course of sheet §6.9. */
export function aCourse(more: Partial<CourseStructure> = {}): CourseStructure {
  return {
    courseId: 'exl-101',
    title: 'Ladder Safety Basics',
    creator: 'Example Learning Ltd',
    system: 'Example Catalogue',
    version: '4.0',
    description: 'How to choose, set up and climb a ladder safely.',
    maxNormal: 99,
    units: [aUnit()],
    blocks: [],
    rootMembers: ['A1'],
    ...more,
  };
}

/** Any course that can be written: its texts have gone through makeTitleSafe and makeTextSafe, its tree is one. */
export function anyCourse(charset: Charset): fc.Arbitrary<CourseStructure> {
  const written = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.lorem({ maxCount: 8 }));
  const title = written.map((text) => makeTitleSafe(text, charset, 100).text).filter((text) => text !== '');
  const about = written.map((text) => makeTextSafe(text, charset, 150).text);
  const code = fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/);
  const element = { developerId: code, title, description: about };
  const unit = fc.record({
    ...element,
    webLaunch: fc.constantFrom('', 'course=exl-101', 'a=1&b=2'),
    type: fc.constantFrom('Lesson', ''),
    systemVendor: title,
  });
  return fc
    .record({
      head: fc.record({
        courseId: code,
        title,
        creator: title,
        system: title.map((text) => text.slice(0, 50).trim()),
        version: fc.constantFrom('4.0', '2.2'),
        description: about,
        maxNormal: fc.integer({ min: 1, max: 99 }),
      }),
      units: fc.array(unit, { minLength: 1, maxLength: 8 }),
      blocks: fc.array(fc.record(element), { maxLength: 4 }),
      places: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
    })
    .map(({ head, units, blocks, places }) =>
      planted(
        head,
        units.map((more, at) => aUnit({ ...more, systemId: `A${at + 1}` })),
        blocks,
        places,
      ),
    );
}

type Head = Omit<CourseStructure, 'units' | 'blocks' | 'rootMembers'>;

/** Puts each element below root or below a block that comes earlier, as its number in `places` says. */
function planted(
  head: Head,
  units: readonly AssignableUnit[],
  drafts: readonly Omit<Block, 'systemId' | 'members'>[],
  places: readonly number[],
): CourseStructure {
  const rootMembers: string[] = [];
  const blocks = drafts.map((draft, at) => ({ ...draft, systemId: `B${at + 1}`, members: new Array<string>() }));
  const place = (id: string, at: number, above: number): void => {
    const parents = [rootMembers, ...blocks.slice(0, above).map(({ members }) => members)];
    parents[(places[at] ?? 0) % parents.length]?.push(id);
  };
  blocks.forEach(({ systemId }, at) => place(systemId, at, at));
  units.forEach(({ systemId }, at) => place(systemId, blocks.length + at, blocks.length));
  if (rootMembers.length === 0) throw new Error('the first element always lies below root');
  return { ...head, units, blocks, rootMembers };
}
