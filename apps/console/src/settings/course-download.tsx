import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../api/api.js';
import { asProblem } from '../api/problem.js';
import { Button, type ButtonProps } from '../look/button.js';
import { Icon } from '../look/icon.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { saveFile } from './save-file.js';

interface CourseDownloadProps {
  readonly tenantId: string;
  readonly courseId: string;
  readonly kind?: ButtonProps['kind'];
  readonly children: ReactNode;
}

/** Downloads the package of one course (S47); it moves no date. */
export function CourseDownload({ tenantId, courseId, kind = 'plain', children }: CourseDownloadProps): ReactNode {
  const download = useMutation({
    mutationFn: async () =>
      saveFile(await api.file(`/api/packages/tenants/${tenantId}/courses/${courseId}`), `${courseId}.zip`),
  });
  return (
    <>
      <Button kind={kind} isPending={download.isPending} onPress={() => download.mutate()}>
        <Icon name="dl" />
        {children}
      </Button>
      {download.error ? <ProblemNotice problem={asProblem(download.error)} /> : null}
    </>
  );
}
