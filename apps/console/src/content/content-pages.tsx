import type { ReactNode } from 'react';
import { Route, Routes } from 'react-router';
import { Page } from '../look/page.js';
import { useMessages } from '../messages/use-messages.js';
import { MissingPage } from '../shell/plain-pages.js';
import { contentWords } from './messages.js';

/** The pages of Content. */
export default function ContentPages(): ReactNode {
  const t = useMessages(contentWords);
  return (
    <Routes>
      <Route index element={<Page title={t('title')}>{null}</Page>} />
      <Route path="*" element={<MissingPage />} />
    </Routes>
  );
}
