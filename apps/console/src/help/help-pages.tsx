import type { ReactNode } from 'react';
import { Route, Routes } from 'react-router';
import { MissingPage } from '../shell/plain-pages.js';
import { GuidePage } from './guide-page.js';

/** The pages of Help. */
export default function HelpPages(): ReactNode {
  return (
    <Routes>
      <Route index element={<GuidePage />} />
      <Route path="*" element={<MissingPage />} />
    </Routes>
  );
}
