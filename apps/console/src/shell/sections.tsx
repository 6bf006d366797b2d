import { lazy, Suspense, type ComponentType, type ReactNode } from 'react';
import { Navigate, Route, Routes, useLocation, useParams } from 'react-router';
import { Waiting } from '../look/loaded.js';
import { Way } from '../look/way.js';
import type { Right } from '../session/roles.js';
import { useMay, useMe } from '../session/session.js';
import { PageBoundary } from './page-boundary.js';
import { ForbiddenPage, MissingPage } from './plain-pages.js';
import { ScopeProvider, scopeOf } from './scope.js';
import { TopBar } from './top-bar.js';

/** A section of the menu: its pages come with their words when somebody opens one of them. */
interface SectionOfMenu {
  readonly path: string;
  readonly pages: ComponentType;
  readonly right?: Right;
}

const SECTIONS: readonly SectionOfMenu[] = [
  { path: 'home', pages: lazy(() => import('../home/home-pages.js')) },
  { path: 'people', pages: lazy(() => import('../people/people-pages.js')), right: 'see-people' },
  { path: 'content', pages: lazy(() => import('../content/content-pages.js')) },
  { path: 'reports', pages: lazy(() => import('../reports/reports-pages.js')) },
  { path: 'settings', pages: lazy(() => import('../settings/settings-pages.js')) },
];
const HelpPages = lazy(() => import('../help/help-pages.js'));

/** `/t/{tenant}/{section}/…` for one tenant, `/all/{section}/…` for all of them, `/help` for everybody. */
export function Sections(): ReactNode {
  const me = useMe();
  const own = scopeOf(me.tenantId);
  return (
    <Routes>
      <Route index element={<Navigate to={own.path('/home')} replace />} />
      <Route
        path="all/*"
        element={me.tenantId === null ? <Framed tenantId={null} /> : <Navigate to={own.path('/home')} replace />}
      />
      <Route path="t/:tenantId/*" element={<OneTenant />} />
      <Route
        path="help/*"
        element={
          <Frame tenantId={me.tenantId}>
            <HelpPages />
          </Frame>
        }
      />
      <Route
        path="*"
        element={
          <Frame tenantId={me.tenantId}>
            <MissingPage />
          </Frame>
        }
      />
    </Routes>
  );
}

function OneTenant(): ReactNode {
  const { tenantId = '' } = useParams();
  const me = useMe();
  // The API refuses another organisation's matters; the page does not even ask.
  if (me.tenantId !== null && me.tenantId !== tenantId)
    return (
      <Frame tenantId={me.tenantId}>
        <ForbiddenPage right="see-all-tenants" />
      </Frame>
    );
  return <Framed tenantId={tenantId} />;
}

function Framed({ tenantId }: { readonly tenantId: string | null }): ReactNode {
  return (
    <Frame tenantId={tenantId}>
      <Routes>
        <Route index element={<Navigate to="home" replace />} />
        {SECTIONS.map(({ path, pages: Pages, right }) => (
          <Route
            key={path}
            path={`${path}/*`}
            element={right ? <Permitted right={right} pages={Pages} /> : <Pages />}
          />
        ))}
        <Route path="*" element={<MissingPage />} />
      </Routes>
    </Frame>
  );
}

function Permitted({ right, pages: Pages }: { readonly right: Right; readonly pages: ComponentType }): ReactNode {
  return useMay(right) ? <Pages /> : <ForbiddenPage right={right} />;
}

function Frame({ tenantId, children }: { readonly tenantId: string | null; readonly children: ReactNode }): ReactNode {
  const { pathname } = useLocation();
  return (
    <ScopeProvider tenantId={tenantId}>
      <Way to={pathname}>
        <TopBar />
        <PageBoundary page={pathname}>
          <Suspense
            fallback={
              <main className="page head" id="main" tabIndex={-1}>
                <Waiting />
              </main>
            }
          >
            {children}
          </Suspense>
        </PageBoundary>
      </Way>
    </ScopeProvider>
  );
}
