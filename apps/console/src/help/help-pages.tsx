import type { ReactNode } from 'react';
import { Route, Routes } from 'react-router';
import { Page } from '../look/page.js';
import { useMessages } from '../messages/use-messages.js';
import { MissingPage } from '../shell/plain-pages.js';
import { helpWords } from './messages.js';

/** The pages of Help. */
export default function HelpPages(): ReactNode {
  const t = useMessages(helpWords);
  return (
    <Routes>
      <Route index element={<Page title={t('title')}>{null}</Page>} />
      <Route path="*" element={<MissingPage />} />
    </Routes>
  );
}
