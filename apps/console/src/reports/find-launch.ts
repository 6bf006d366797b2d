import { z } from 'zod';
import { api } from '../api/api.js';
import { asProblem } from '../api/problem.js';

/** What somebody typed into the search turned out to be. */
export type Found =
  | { readonly kind: 'launch'; readonly launchId: string }
  | { readonly kind: 'learner'; readonly learnerId: string }
  | { readonly kind: 'course'; readonly courseId: string }
  | { readonly kind: 'receipts'; readonly code: string }
  | { readonly kind: 'nothing' };

const Receipts = z.object({ receipts: z.array(z.object({ launchId: z.string() })) });
const Courses = z.object({ courses: z.array(z.object({ courseId: z.string() })) });
const Course = z.object({ courseId: z.string() });

const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
const isReceipt = (text: string): boolean => /^[0-9A-Z]{4}$/i.test(text);
const isCourseId = (text: string): boolean => /^[a-z0-9][a-z0-9_-]{0,49}$/.test(text);

/** Finds out what a text names: an id is a launch's or a learner's, four characters may be a receipt, anything else is a course. */
export async function findLaunch(text: string, tenantId: string | null): Promise<Found> {
  const wanted = text.trim();
  if (isId(wanted)) {
    const launch = await orMissing(api.get(`/api/launches/${wanted}`, z.object({ launchId: z.string() })));
    return launch
      ? { kind: 'launch', launchId: launch.launchId }
      : { kind: 'learner', learnerId: wanted.toLowerCase() };
  }
  if (isReceipt(wanted)) {
    const { receipts } = await api.get(`/api/receipts/${wanted}`, Receipts, { query: { tenantId } });
    const [only, ...others] = receipts;
    if (only)
      return others.length > 0 ? { kind: 'receipts', code: wanted } : { kind: 'launch', launchId: only.launchId };
  }
  if (isCourseId(wanted)) {
    const course = await orMissing(api.get(`/api/courses/${wanted}`, Course));
    if (course) return { kind: 'course', courseId: course.courseId };
  }
  const { courses } = await api.get('/api/courses', Courses, { query: { q: wanted, kind: 'course', limit: 1 } });
  return courses[0] ? { kind: 'course', courseId: courses[0].courseId } : { kind: 'nothing' };
}

async function orMissing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    const { status } = asProblem(error).body;
    if (status === 404 || status === 422) return null;
    throw error;
  }
}
