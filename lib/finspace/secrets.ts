// Which values look like secrets, by the name that they go by or by their shape. Wrong on the safe side: what is taken for
// a secret is hidden in the report and kept out of the files.

/** Whole words of a name, as `dbPass` or `auth_user` have them. */
const SECRET_WORDS = new Set([
  'pass',
  'pw',
  'pwd',
  'auth',
  'authorization',
  'cred',
  'creds',
  'pin',
  'bearer',
]);
/** Two words written as one, as in `dbpass` and `userpw`; not all that ends so, as a compass is none. */
const SECRET_ENDS =
  /(^|\d|db|user|usr|login|admin|root|app|svc|service|my|api|sql|kdb|kx|tp|rdb|hdb|gw|ldap|smtp|key|cert|tls|ssl)(pass|pwd|pw|creds?)\d*$|pwd/;
/** Parts of a name, wherever they stand. */
const SECRET_PARTS =
  /passw|passphrase|passcode|secret|token|credential|apikey|accesskey|privatekey|signingkey/;

const SECRET_SHAPES = [
  // Access keys of AWS by their prefix (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html).
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  // The other half of such a key; forty hexadecimal digits are a commit.
  /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9/+]{40}$/,
  /-----BEGIN /,
  /\beyJ[\w-]{8,}\.[\w-]{8,}/,
  /\b(gh[pousr]_|xox[abprs]-|sk-)\w{16,}/,
  // A user and a password in a URL, or in q's connection string :host:port:user:password.
  /:\/\/[^\s/:@]+:[^\s@]+@/,
  /:\d{2,5}:[A-Za-z][^\s:]*:\S+/,
  /(passw\w*|secret|token)\s*[=:]\s*\S/i,
  // An argument within a value: `trade -password x`.
  /(^|\s)-{1,2}\w*(pass|passw\w*|pwd|pw|secret|token)\s+\S/i,
];

/** Whether what goes by this name is a secret. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return (
    words.some((word) => SECRET_WORDS.has(word) || SECRET_ENDS.test(word)) ||
    SECRET_PARTS.test(words.join(''))
  );
}

/** Whether the value has the shape of a secret, whatever it goes by. */
export function isSecretShape(value: unknown): boolean {
  return typeof value === 'string' && SECRET_SHAPES.some((shape) => shape.test(value));
}
