import type { ReactNode } from 'react';
import { Route, Routes } from 'react-router';
import { MissingPage } from '../shell/plain-pages.js';
import { ContentPage } from './content-page.js';
import { CoursePage } from './course-page.js';

/** The pages of Content. */
export default function ContentPages(): ReactNode {
  return (
    <Routes>
      <Route index element={<ContentPage />} />
      <Route path=":courseId" element={<CoursePage />} />
      <Route path="*" element={<MissingPage />} />
    </Routes>
  );
}
