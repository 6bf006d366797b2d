import type { ReactNode } from 'react';
import { Route, Routes } from 'react-router';
import { MissingPage } from '../shell/plain-pages.js';
import { ApiKeysPage } from './api-keys-page.js';
import { AuditPage } from './audit-page.js';
import { LmsSettingsPage } from './lms-settings-page.js';

/** The pages of Settings. */
export default function SettingsPages(): ReactNode {
  return (
    <Routes>
      <Route index element={<LmsSettingsPage />} />
      <Route path="audit" element={<AuditPage />} />
      <Route path="api-keys" element={<ApiKeysPage />} />
      <Route path="*" element={<MissingPage />} />
    </Routes>
  );
}
