import type { ReactNode } from 'react';
import { Button } from './button.js';

interface LoadMoreProps {
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => unknown;
  };
  readonly children: ReactNode;
}

/** The way to the next page of a list; nothing at its end. */
export function LoadMore({ query, children }: LoadMoreProps): ReactNode {
  return query.hasNextPage ? (
    <div>
      <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
        {children}
      </Button>
    </div>
  ) : null;
}
