// Tags as Kinesis, MemoryDB and the tagging API answer them: the same shape; a value may be absent.
import { PortError } from '../../core/errors.ts';

export function tagsOfSdk(
  call: string,
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (tags ?? []).map(({ Key, Value }) => {
      if (Key === undefined) throw new PortError(call, 'IncompleteAnswer', 'a tag has no Key');
      return [Key, Value ?? ''];
    }),
  );
}
