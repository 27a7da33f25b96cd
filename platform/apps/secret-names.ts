const SECRET =
  /(?:^|_)(?:SECRET|SECRETS|TOKEN|TOKENS|PASSWORD|PASSWD|PASS|PWD|PASSPHRASE|CREDENTIAL|CREDENTIALS|APIKEY|SALT|PEPPER|DSN)$|(?:^|_)(?:SECRET|PASSWORD|PRIVATE_KEY|CREDENTIALS)_|(?:^|_)KEY(?:_BASE)?$/;

const HARMLESS = /(?:^|_)(?:PUBLIC|PUBLISHABLE)_|_(?:FILE|PATH|NAME|HEADER|TTL|EXPIRY|EXPIRES_IN)$/;

const LOGIN_IN_URL = /^[a-z][a-z0-9+.-]*:\/\/[^/\s@]*:[^/\s@]+@/i;

/** Whether a variable of this name holds a secret, going by how people name them. */
export const isSecretName = (name: string): boolean => {
  const upper = name.toUpperCase();
  return SECRET.test(upper) && !HARMLESS.test(upper);
};

/** Whether a value gives away how to sign in: a URL with a user's password in it. */
export const holdsLogin = (value: string): boolean => LOGIN_IN_URL.test(value);
