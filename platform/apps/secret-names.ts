const SECRET =
  /(?:^|_)(?:SECRET|SECRETS|TOKEN|TOKENS|PASSWORD|PASSWD|PASS|PWD|PASSPHRASE|CREDENTIAL|CREDENTIALS|APIKEY|SALT|PEPPER|DSN)$|(?:^|_)(?:SECRET|PASSWORD|PRIVATE_KEY|CREDENTIALS)_|(?:^|_)KEY(?:_BASE)?$/;

const HARMLESS = /(?:^|_)(?:PUBLIC|PUBLISHABLE)_|_(?:FILE|PATH|NAME|HEADER|TTL|EXPIRY|EXPIRES_IN)$/;

const LOGIN_IN_URL = /\b[a-z][a-z0-9+.-]*:\/\/[^/\s@:]*:[^/\s@]+@/i;

/** How tokens of well-known services, private keys and signed tokens begin. */
const TOKEN =
  /(?:^|[\s=:"'])(?:sk_(?:live|test)_|rk_live_|gh[pousr]_\w{20}|github_pat_|glpat-|xox[abps]-|AKIA[0-9A-Z]{16}|SG\.|eyJ[\w-]{10,}\.|-----BEGIN [A-Z ]*PRIVATE KEY)/;

const GIVEN = /(?:password|passwd|secret|token|api-?key)[= ]+(?![$<{"']*\$)\S/i;

/** Whether a variable of this name holds a secret, going by how people name them. */
export const isSecretName = (name: string): boolean => {
  const upper = name.toUpperCase();
  return SECRET.test(upper) && !HARMLESS.test(upper);
};

/** Whether a value gives something away: a URL with a password in it, a token, a private key. */
export const holdsSecret = (value: string): boolean => LOGIN_IN_URL.test(value) || TOKEN.test(value);

/** Whether a command has a secret among its words. */
export const tellsSecret = (command: string): boolean => holdsSecret(command) || GIVEN.test(command);
