export const en = { title: 'Content' } as const;
