// Deadlines of what is asked of, and sent to, q processes.

/** Starts a deadline; `cancel` releases its timer. Replaced in tests, which wait for events, not for time. */
export type StartDeadline = (durationMs: number) => { readonly signal: AbortSignal; cancel(): void };

export function startRealDeadline(durationMs: number): ReturnType<StartDeadline> {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort();
  }, durationMs);
  return {
    signal: controller.signal,
    cancel: () => {
      clearTimeout(timer);
    },
  };
}
