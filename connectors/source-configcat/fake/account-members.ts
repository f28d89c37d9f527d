import type { JsonObject } from "@sluice/core";
import { before, DAY_MS, NOW, uuid } from "./account-ids.js";
import { ada, ben, carla, daghan, eva, finn, lina, type Person } from "./account-people.js";
import { type PermissionGroup, permissionGroupsOf } from "./account-permissions.js";
import type { Organization, Product } from "./account-types.js";

/** What `/v2/organizations/…/members` answers. A user may be in several of the lists. */
export interface Members {
  readonly admins: readonly JsonObject[];
  readonly billingManagers: readonly JsonObject[];
  readonly members: readonly JsonObject[];
}

interface Roles {
  readonly admins: readonly Person[];
  readonly billingManagers: readonly Person[];
}

/** Ada is an admin of one organization and a member of both. */
const ROLES: Readonly<Record<string, Roles>> = {
  "Northwind Labs": { admins: [ada, lina], billingManagers: [carla] },
  "Blåhaj Studio": { admins: [eva], billingManagers: [] },
};

/** Who is in which product, by the position of the permission group. */
const TEAMS: Readonly<Record<string, readonly (readonly [person: Person, group: number])[]>> = {
  "Web shop": [
    [ada, 0],
    [ben, 1],
    [daghan, 1],
    [carla, 2],
  ],
  "Mobile app": [
    [ben, 0],
    [daghan, 1],
  ],
  Backoffice: [[ben, 0]],
  "Läden & Märkte – 東京": [
    [ada, 0],
    [finn, 1],
  ],
};

export function membersOf(organization: Organization): Members {
  const permissions = new Map<Person, JsonObject[]>();
  for (const product of organization.products) {
    for (const [person, group] of teamOf(product)) {
      const permission = {
        product: { productId: product.id, name: product.name },
        permissionGroup: { permissionGroupId: group.id, name: group.name },
      };
      permissions.set(person, [...(permissions.get(person) ?? []), permission]);
    }
  }
  const { admins = [], billingManagers = [] } = ROLES[organization.name] ?? {};
  const members = [...permissions].map(([person, list]) => ({ ...person, permissions: list }));
  return { admins, billingManagers, members };
}

/** What the deprecated list says: everybody once, without role and rights. */
export function plainMembersOf({ admins, billingManagers, members }: Members): readonly JsonObject[] {
  const everybody = [...admins, ...billingManagers, ...members].map(({ permissions: _, ...person }) => person);
  return everybody.filter(
    (person, index) => everybody.findIndex(({ userId }) => userId === person["userId"]) === index,
  );
}

export function productMembersOf(product: Product): readonly JsonObject[] {
  return teamOf(product).map(([{ userId, fullName, email }, group]) => ({
    userId,
    productId: product.id,
    permissionGroupId: group.id,
    fullName,
    email,
  }));
}

function teamOf(product: Product): readonly (readonly [Person, PermissionGroup])[] {
  const groups = permissionGroupsOf(product);
  return (TEAMS[product.name] ?? []).flatMap(([person, position]) => {
    const group = groups[position];
    return group === undefined ? [] : [[person, group] as const];
  });
}

/** Who has been invited to a product and has not answered yet, and how many days ago. */
const INVITED: Readonly<Record<string, readonly (readonly [email: string, days: number])[]>> = {
  "Web shop": [
    ["noor@example.com", 12],
    ["kim@example.com", 75],
  ],
  "Läden & Märkte – 東京": [["jürgen@example.com", 3]],
};

/** The organization's list of invitations has all fields; the product's own list lacks those of the product and `expires`. */
export function invitationsOf(product: Product): readonly JsonObject[] {
  return (INVITED[product.name] ?? []).map(([email, days]) => {
    const createdAt = before(NOW, days * DAY_MS);
    return {
      invitationId: uuid(`invitation ${product.name} ${email}`),
      email,
      productId: product.id,
      productName: product.name,
      permissionGroupId: permissionGroupsOf(product)[0]?.id ?? 0,
      createdAt,
      expired: days > 30,
      expires: before(createdAt, -30 * DAY_MS),
    };
  });
}

export function productInvitationsOf(product: Product): readonly JsonObject[] {
  return invitationsOf(product).map(({ productId: _, productName: __, expires: ___, ...rest }) => rest);
}
