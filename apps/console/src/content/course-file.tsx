import type { ReactNode } from 'react';
import type { CourseState } from '@aicc-bridge/contracts';
import { Link } from 'react-router';
import { Icon } from '../look/icon.js';
import { Loaded } from '../look/loaded.js';
import { Notice } from '../look/notice.js';
import { RuleId } from '../look/rule-id.js';
import { Section } from '../look/section.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { CourseDownload } from '../settings/course-download.js';
import { sizeText } from '../settings/download-choice.js';
import { useTenant } from '../settings/tenant-settings.js';
import { useScope } from '../shell/scope.js';
import { useCourseCheck } from './courses.js';
import { contentWords } from './messages.js';

const FILES = ['crs', 'au', 'des', 'cst'] as const;

/** The course's file for the LMS, or why there is none. */
export function CourseFile({ course }: { readonly course: CourseState }): ReactNode {
  const t = useMessages(contentWords);
  const { tenantId } = useScope();
  return (
    <Section title={t('file')} about={t('file.about')}>
      {course.state !== 'published' ? (
        <p className="md soft">{t('file.retired')}</p>
      ) : tenantId === null ? (
        <p className="md soft">{t('file.tenant')}</p>
      ) : (
        <FileOf tenantId={tenantId} courseId={course.courseId} />
      )}
    </Section>
  );
}

function FileOf({ tenantId, courseId }: { readonly tenantId: string; readonly courseId: string }): ReactNode {
  const t = useMessages(contentWords);
  const formats = useFormats();
  const scope = useScope();
  const may = useMay('download-packages');
  const tenant = useTenant(tenantId);
  const check = useCourseCheck(tenantId, courseId);
  return (
    <Loaded query={check}>
      {({ file: { name, bytes, sha256 } }) => (
        <>
          <div className="file">
            <Zip />
            <div className="grow">
              <p className="mono fname">{name}</p>
              <p className="md soft">
                {t('file.size', { size: sizeText(bytes, (value) => formats.number(value)) })}{' '}
                <span className="mono">{sha256.slice(0, 7)}</span>
              </p>
            </div>
            {may && tenant.data?.enabled === true ? (
              <CourseDownload tenantId={tenantId} courseId={courseId} kind="primary">
                {t('file.download')}
              </CourseDownload>
            ) : null}
          </div>
          {tenant.data?.enabled === false ? (
            <Notice tone="mute">
              <p>
                {t('file.off')} <RuleId id="S40" /> <Link to={scope.path('/settings')}>{t('file.off.go')}</Link>
              </p>
            </Notice>
          ) : may ? null : (
            <p className="md soft">{t('file.no-right')}</p>
          )}
          <details className="more">
            <summary>
              <Icon name="chev" className="chev" />
              {t('file.more')}
            </summary>
            <p className="small mono soft sha">sha256 {sha256}</p>
            <p className="small mono soft">{FILES.map((ending) => `${courseId}.${ending}`).join(', ')}</p>
          </details>
          <p className="hint">{t('file.hint')}</p>
        </>
      )}
    </Loaded>
  );
}

function Zip(): ReactNode {
  return (
    <svg className="zip" viewBox="0 0 44 54" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M3 2h26l12 12v38H3Z" />
      <path d="M29 2v12h12" />
      <path d="M17 2v4m3 0v4m-3 0v4m3 0v4m-3 0v4" />
      <path d="M15.500 24h6v8h-6z" />
    </svg>
  );
}
