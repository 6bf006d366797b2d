/** Seconds of the bundled sample video; every unit of the demo plays it. */
const SAMPLE_SECONDS = 30;

const COURSES: readonly (readonly [
  id: string,
  title: string,
  author: string,
  description: string,
  units: readonly string[],
])[] = [
  [
    'ladder-safety',
    'Ladder Safety Basics',
    'Mira Holt',
    'How to choose, set up and climb a ladder safely.',
    ['Before you climb', 'The right angle', 'Three points of contact'],
  ],
  [
    'lifting-loads',
    'Lifting Loads by Hand',
    'Mira Holt',
    'Plan the lift, keep your back straight, know your limit.',
    ['Planning a lift', 'Posture and grip'],
  ],
  [
    'first-week',
    'Your First Week',
    'Jonas Abel',
    'What every new colleague should know by Friday.',
    ['People', 'Places', 'Tools', 'Habits'],
  ],
  [
    'clear-writing',
    'Clear Writing at Work',
    'Priya Nandakumar',
    'Short sentences, strong verbs, kind e-mails.',
    ['One idea per sentence'],
  ],
  [
    'feedback',
    'Giving Feedback',
    'Priya Nandakumar',
    'Say what you saw, what it did, and what you wish for.',
    ['What you saw', 'What you wish for'],
  ],
  [
    'phishing',
    'Spotting Phishing',
    'Tomas Rehak',
    'Five signs of a message that wants your password.',
    ['Five signs', 'What to do'],
  ],
  [
    'passwords',
    'Passwords Without Pain',
    'Tomas Rehak',
    'Why length beats riddles, and how a manager helps.',
    ['Length beats riddles'],
  ],
  [
    'hand-hygiene',
    'Hand Hygiene Basics',
    'Dr Lea Okafor',
    'When, how and how long: twenty seconds that matter.',
    ['When', 'How', 'How long'],
  ],
  [
    'fire-drill',
    'Fire Drill',
    'Mira Holt',
    'Where to go, whom to tell, what to leave behind.',
    ['Where to go', 'Whom to tell'],
  ],
  [
    'meetings',
    'Meetings That End on Time',
    'Jonas Abel',
    'An agenda, a clock and the courage to stop.',
    ['Agenda', 'Clock'],
  ],
  [
    'privacy',
    'Privacy in Ten Minutes',
    'Tomas Rehak',
    'Which data is personal, and what you may do with it.',
    ['Personal data', 'Your duties'],
  ],
  [
    'coaching',
    'Coaching Conversations',
    'Priya Nandakumar',
    'Ask first, advise later, and write down one next step.',
    ['Ask first', 'Advise later', 'One next step'],
  ],
];

/** A dozen invented courses as NDJSON lines for `POST /api/courses/import`. */
export function demoCatalogue(): string {
  return COURSES.map(([courseId, title, author, description, units]) =>
    JSON.stringify({
      courseId,
      title,
      authors: [author],
      description,
      language: 'en',
      topics: ['Demo'],
      units: units.map((unit, index) => ({ unitId: `u${index + 1}`, title: unit, seconds: SAMPLE_SECONDS })),
    }),
  ).join('\n');
}

export const DEMO_COURSE_IDS = COURSES.map(([id]) => id);
