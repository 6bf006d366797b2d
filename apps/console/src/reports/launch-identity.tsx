import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { asProblem } from '../api/problem.js';
import { Button } from '../look/button.js';
import { Notice } from '../look/notice.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useToast } from '../look/toast.js';
import { useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { useScope } from '../shell/scope.js';
import { useAcceptIdentity, useIdentityConflicts } from './identity.api.js';
import type { LaunchDetail } from './launches.api.js';
import { reportsWords } from './messages.js';

/** If the LMS names this learner by another Student_ID: says so, and lets an administrator join the two. */
export function LaunchIdentity({ launch }: { readonly launch: LaunchDetail }): ReactNode {
  const t = useMessages(reportsWords);
  const say = useToast();
  const { path } = useScope();
  const mayAccept = useMay('accept-identity');
  const conflicts = useIdentityConflicts(launch.tenantId);
  const accept = useAcceptIdentity();
  const second = conflicts.data?.secondStudentIds.find(
    ({ learnerId, courseId, studentId }) =>
      learnerId === launch.learnerId && courseId === launch.courseId && studentId === launch.studentId,
  );
  if (!second) return null;
  return (
    <Notice tone="warn">
      <p>
        <b>{t('identity.second')}.</b> {t('identity.second.about')}{' '}
        <Link to={path('/reports/learner-matches')}>{t('identity')}</Link>
      </p>
      {accept.error ? <ProblemNotice problem={asProblem(accept.error)} /> : null}
      {mayAccept ? (
        <p>
          <Button
            small
            isPending={accept.isPending}
            onPress={() =>
              accept.mutate([second.attemptId], {
                onSuccess: ({ accepted }) => say(t('identity.accepted', { n: accepted })),
              })
            }
          >
            {t('identity.accept')}
          </Button>
        </p>
      ) : (
        <p className="soft">{t('identity.forbidden')}</p>
      )}
    </Notice>
  );
}
