// Whether a text is JSON, for actions that take documents: each answers with its own service's error where it is not.

export function isJson(given: string): boolean {
  try {
    JSON.parse(given);
    return true;
  } catch {
    return false;
  }
}
