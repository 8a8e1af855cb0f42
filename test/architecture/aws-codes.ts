// AWS's error codes in a file's texts and patterns. What a code asks of the caller is said in lib/aws; elsewhere a code
// is shown to people, never compared.
import ts from 'typescript';
import type { SourceFile } from './read-imports.ts';

const CODES =
  /AccessDenied|Unauthorized(Operation)?\b|ExpiredToken|InvalidClientTokenId|Throttling|RequestLimitExceeded|TooManyRequests|ValidationError|ValidationException|ResourceNotFound|ConditionalCheckFailed|ScalingActivityInProgress|ResourceContention|InvalidInstanceID|LimitExceededException/;

/** `lib/a.ts:3 'AccessDenied'`, one line for each; comments may name what they want. */
export function awsCodes({ path, text }: SourceFile): readonly string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node);
    if ((isText || ts.isRegularExpressionLiteral(node)) && CODES.test(node.text)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push(`${path}:${line + 1} ${node.getText(source)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
