import './home.css';
import type { ReactNode } from 'react';
import { Route, Routes } from 'react-router';
import { MissingPage } from '../shell/plain-pages.js';
import { HomePage } from './home-page.js';

/** The pages of Home. */
export default function HomePages(): ReactNode {
  return (
    <Routes>
      <Route index element={<HomePage />} />
      <Route path="*" element={<MissingPage />} />
    </Routes>
  );
}
