export const en = { title: 'Health' } as const;
