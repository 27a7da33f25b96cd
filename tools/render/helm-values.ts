/**
 * Values as Helm reads them: JSON, which is YAML but for characters that YAML takes for line breaks or refuses; they are
 * written as escapes (https://yaml.org/spec/1.1/#c-printable).
 */
export const helmValues = (values: unknown): string =>
  JSON.stringify(values).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
