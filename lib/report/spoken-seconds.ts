// Seconds as a person says them.

/** `45 seconds`, `1 second`, `9 minutes`. */
export function spokenSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (Math.abs(whole) < 120) return `${whole} second${Math.abs(whole) === 1 ? '' : 's'}`;
  return `${Math.round(seconds / 60)} minutes`;
}
