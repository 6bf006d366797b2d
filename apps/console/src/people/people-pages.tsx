import type { ReactNode } from 'react';
import { Route, Routes } from 'react-router';
import { MissingPage } from '../shell/plain-pages.js';
import { PeoplePage } from './people-page.js';

/** The pages of People. */
export default function PeoplePages(): ReactNode {
  return (
    <Routes>
      <Route index element={<PeoplePage />} />
      <Route path="*" element={<MissingPage />} />
    </Routes>
  );
}
