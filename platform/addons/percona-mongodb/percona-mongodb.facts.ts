import type { Fact } from "../facts.ts";
import { perconaFacts } from "../percona-facts.ts";
import { unrestricted } from "../restricted.ts";

export const perconaMongodbFacts: readonly Fact[] = [
  ...perconaFacts,
  { fact: "its pod bears the level restricted", broken: unrestricted },
];
