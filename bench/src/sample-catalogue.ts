/** A catalogue of any size, the same on each run: titles, authors and descriptions as publishers write them. */
const SKILLS = words(
  'Safety Leadership Excel Python Negotiation Writing Listening Coaching Budgeting Forecasting Welding Lifting Hygiene Privacy Security Phishing Passwords Onboarding Feedback Delegation Planning Scheduling Testing Debugging Refactoring Networking Storytelling Presenting Facilitation Mediation Accounting Auditing Procurement Logistics Warehousing Forklifts Ladders Scaffolding Electricity Chemistry Radiation Ergonomics Nutrition Mindfulness Resilience Diversity Inclusion Ethics Compliance Bribery Sanctions Taxation Payroll Recruiting Interviewing Retention Branding Advertising Copywriting Photography Illustration Typography Animation Modelling Statistics Probability Regression Clustering Kubernetes Docker Terraform Linux PostgreSQL Kafka Rust Kotlin Swift TypeScript React Accessibility Usability Prototyping Research Surveys Interviews Translation Français Español Übersetzung Größenlehre Sécurité Gestión Führung',
);
const LEVELS = words(
  'Basics Advanced Essentials Mastery Introduction Workshop Refresher Masterclass Practice Fundamentals',
);
const CONTEXTS = words(
  'Managers Nurses Teachers Engineers Beginners Drivers Builders Analysts Designers Developers Founders Volunteers Pharmacists Librarians Pilots Farmers Chefs Lawyers Clerks Cashiers Electricians Plumbers Carpenters Surgeons Paramedics Firefighters Recruiters Translators Scientists Students',
);
const GIVEN = words(
  'Mira Jonas Priya Tomas Lea Ada Ben Chloé José Zoë Łukasz Søren Anaïs Mehmet Yuki Wei Fatima Omar Ingrid Pavel',
);
const FAMILY = words(
  'Holt Abel Nandakumar Rehak Okafor Demo Müller García Lefèvre Novák Kowalski Sørensen Yılmaz Tanaka Chen Haddad Berg Rossi Silva Ivanov',
);
const LANGUAGES = ['en', 'en', 'en', 'de', 'fr', 'es', 'pt-BR'];
const VERBS = words('plan choose compare measure explain avoid repair improve prepare review');

export interface SampleCourse {
  readonly courseId: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly description: string;
  readonly language: string;
  readonly kind: string;
  readonly topics: readonly string[];
  readonly units: readonly { readonly unitId: string; readonly title: string; readonly seconds: number }[];
}

/** The course with that number; `round` changes its text. */
export function sampleCourse(number: number, round = 0): SampleCourse {
  const pick = <T>(from: readonly T[], salt: number): T => from[mixed(number, salt) % from.length] as T;
  const skill = pick(SKILLS, 1);
  const title = `${skill} ${pick(LEVELS, 2)} for ${pick(CONTEXTS, 3)} ${mixed(number, 4) % 40}`;
  const sentence = (salt: number): string =>
    `How to ${pick(VERBS, salt)} and ${pick(VERBS, salt + 1)} ${pick(SKILLS, salt + 2).toLowerCase()} when ${pick(CONTEXTS, salt + 3).toLowerCase()} need it.`;
  return {
    courseId: `course-${String(number).padStart(6, '0')}`,
    title: round === 0 ? title : `${title}, edition ${round + 1}`,
    authors: [`${pick(GIVEN, 5)} ${pick(FAMILY, 6)}`],
    description: [10, 20, 30].map(sentence).join(' '),
    language: pick(LANGUAGES, 7),
    kind: mixed(number, 8) % 4 === 0 ? 'video' : 'course',
    topics: [skill, pick(CONTEXTS, 9)],
    units: Array.from({ length: 1 + (mixed(number, 11) % 4) }, (_, at) => ({
      unitId: `u${at + 1}`,
      title: `${pick(VERBS, 40 + at)} ${pick(SKILLS, 50 + at)}`,
      seconds: 60 + (mixed(number, 60 + at) % 900),
    })),
  };
}

/** NDJSON of the courses from `from` on. */
export function sampleNdjson(from: number, count: number, round = 0): string {
  return Array.from({ length: count }, (_, at) => `${JSON.stringify(sampleCourse(from + at, round))}\n`).join('');
}

/** What people type: beginnings of words of titles, some with an error. */
export function sampleTyping(number: number): string {
  const skill = SKILLS[mixed(number, 70) % SKILLS.length] ?? '';
  const context = CONTEXTS[mixed(number, 71) % CONTEXTS.length] ?? '';
  const length = 1 + (mixed(number, 72) % skill.length);
  switch (mixed(number, 73) % 5) {
    case 0:
      return `${skill} ${context.slice(0, 1 + (mixed(number, 74) % context.length))}`;
    case 1:
      // two letters swapped
      return skill.length < 5 ? skill : `${skill.slice(0, 2)}${skill[3]}${skill[2]}${skill.slice(4)}`;
    default:
      return skill.slice(0, length).toLowerCase();
  }
}

function mixed(number: number, salt: number): number {
  let hash = (number + 1) * 2_654_435_761 + salt * 40_503;
  hash = Math.imul((hash ^ (hash >>> 16)) >>> 0, 0x45d9f3b) >>> 0;
  hash = Math.imul((hash ^ (hash >>> 16)) >>> 0, 0x45d9f3b) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
}

function words(text: string): readonly string[] {
  return text.split(' ');
}
