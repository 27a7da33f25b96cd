/** A condition of a plan, as Terraform writes it. */
export interface Precondition {
  readonly condition: string;
  readonly error_message: string;
}

/** Words for a plan that is refused: what and why, a sentence without its period, and then what to do. */
export function refusal(what: string, remedy: string): string {
  return `${what}. Nothing was changed.\n\n${remedy}`;
}

/** A way back, or a command. Terraform breaks lines of words, but leaves indented ones whole, for copying. */
export function instead(command: string, does: string, back: string): string {
  return `${back}, or run this instead; ${does}:\n\n    ${command}`;
}
