export const en = { title: 'Help' } as const;
