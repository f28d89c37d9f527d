import { uuid } from "./account-ids.js";

/** A user as organization members are written. A type and not an interface, so that it passes as a JSON object. */
export type Person = {
  readonly userId: string;
  readonly fullName: string;
  readonly email: string;
  readonly twoFactorEnabled: boolean;
};

function person(fullName: string, email: string, twoFactorEnabled: boolean): Person {
  return { userId: uuid(`user ${email}`), fullName, email, twoFactorEnabled };
}

export const ada = person("Ada Novak", "ada@example.com", true);
export const ben = person("Ben Ito", "ben@example.com", false);
export const carla = person("Carla Gómez", "carla@example.com", true);
export const daghan = person("Dağhan Şahin", "daghan@example.com", false);
export const lina = person("李娜", "li.na@example.com", true);
export const eva = person("Eva Lindström", "eva@example.com", true);
export const finn = person('Finn "Fi" O\'Brien', "finn@example.com", false);

/** Those who change things. */
export const editors = [ada, ben, daghan, lina, eva] as const;
