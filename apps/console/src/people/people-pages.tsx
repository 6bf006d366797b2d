import type { ReactNode } from 'react';
import { Route, Routes } from 'react-router';
import { Page } from '../look/page.js';
import { useMessages } from '../messages/use-messages.js';
import { MissingPage } from '../shell/plain-pages.js';
import { peopleWords } from './messages.js';

/** The pages of People. */
export default function PeoplePages(): ReactNode {
  const t = useMessages(peopleWords);
  return (
    <Routes>
      <Route index element={<Page title={t('title')}>{null}</Page>} />
      <Route path="*" element={<MissingPage />} />
    </Routes>
  );
}
