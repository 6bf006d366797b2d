export const en = { title: 'Reports' } as const;
