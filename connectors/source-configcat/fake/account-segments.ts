import type { JsonObject } from "@sluice/core";
import { before, DAY_MS, NOW, uuid } from "./account-ids.js";
import { ada, ben, type Person } from "./account-people.js";
import type { Product } from "./account-types.js";

interface Segment {
  readonly id: string;
  /** As the list of a product has it. */
  readonly listed: JsonObject;
  /** As the segment's own address has it: without `usage`, with the comparison. */
  readonly detailed: JsonObject;
}

interface Spec {
  readonly name: string;
  readonly description: string | null;
  readonly updater: Person | null;
  readonly comparison: readonly [attribute: string, comparator: string, value: string];
}

const SPECS: Readonly<Record<string, readonly Spec[]>> = {
  "Web shop": [
    { name: "Beta users", description: null, updater: null, comparison: ["Email", "contains", "@example.com"] },
    {
      name: "Großkunden",
      description: "Ab 50 Bestellungen",
      updater: ben,
      comparison: ["Orders", "numberGreater", "50"],
    },
    {
      name: "Invited",
      description: null,
      updater: ada,
      comparison: ["Email", "isOneOf", "kim@example.com,noor@example.com"],
    },
  ],
  "Mobile app": [
    {
      name: "Old versions",
      description: "Before the new sign-in",
      updater: ben,
      comparison: ["AppVersion", "semVerLess", "2.4.0"],
    },
  ],
  "Läden & Märkte – 東京": [
    { name: "東京のお客様", description: null, updater: null, comparison: ["City", "isOneOf", "東京,横浜"] },
    { name: "Testkäufer", description: "", updater: ada, comparison: ["UserId", "sensitiveIsOneOf", "9f86d0,60303a"] },
  ],
};

export function segmentsOf(product: Product): readonly Segment[] {
  return (SPECS[product.name] ?? []).map((spec, index) => segment(product, spec, index));
}

function segment(product: Product, { name, description, updater, comparison }: Spec, index: number): Segment {
  const id = uuid(`segment ${product.name} ${name}`);
  const createdAt = before(NOW, (630 - index * 40) * DAY_MS);
  const shared = {
    product: product.record,
    segmentId: id,
    name,
    description,
    creatorEmail: index === 2 ? null : ada.email,
    creatorFullName: index === 2 ? null : ada.fullName,
    createdAt,
    lastUpdaterEmail: updater?.email ?? null,
    lastUpdaterFullName: updater?.fullName ?? null,
    updatedAt: updater === null ? createdAt : before(NOW, (20 + index) * DAY_MS),
  };
  const [comparisonAttribute, comparator, comparisonValue] = comparison;
  return {
    id,
    listed: { ...shared, usage: 3 - index },
    detailed: { ...shared, comparisonAttribute, comparator, comparisonValue },
  };
}
