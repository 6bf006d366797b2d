/** 11m 11s; with hours from an hour on. */
export function lengthText(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}m ${two(seconds % 60)}s`
    : `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m ${two(seconds % 60)}s`;
}

export function secondsOf({ units }: { readonly units: readonly { readonly seconds: number }[] }): number {
  return units.reduce((sum, { seconds }) => sum + seconds, 0);
}
