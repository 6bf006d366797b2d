import './launches.css';
import './launch.css';
import type { ReactNode } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { MissingPage } from '../shell/plain-pages.js';
import { IdentityPage } from './identity-page.js';
import { LaunchPage } from './launch-page.js';
import { LaunchesPage } from './launches-page.js';
import { ReceiptsPage } from './receipts-page.js';

/** The pages of Reports. */
export default function ReportsPages(): ReactNode {
  return (
    <Routes>
      <Route index element={<Navigate to="launches" replace />} />
      <Route path="launches" element={<LaunchesPage />} />
      <Route path="launches/:launchId" element={<LaunchPage />} />
      <Route path="receipts" element={<ReceiptsPage />} />
      <Route path="learner-matches" element={<IdentityPage />} />
      <Route path="*" element={<MissingPage />} />
    </Routes>
  );
}
