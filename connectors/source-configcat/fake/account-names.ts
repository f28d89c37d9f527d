export interface OrganizationSpec {
  readonly name: string;
  readonly products: readonly ProductSpec[];
}

export interface ProductSpec {
  readonly name: string;
  readonly description: string | null;
  readonly order: number;
  readonly environments: readonly EnvironmentSpec[];
  readonly tags: readonly (readonly [name: string, color: string | null])[];
  readonly configs: readonly ConfigSpec[];
}

export type EnvironmentSpec = readonly [name: string, color: string | null, description: string | null];

export interface ConfigSpec {
  readonly name: string;
  readonly version: "v1" | "v2";
  readonly description: string | null;
  /** By default its position among the product's configs. */
  readonly order?: number;
  /** The v2 config that took over from this one. */
  readonly migratedTo?: string;
  /** Keys of settings; `:string`, `:int`, `:double` or `:json` follows where it is not a flag, `!` where values are predefined. */
  readonly keys: string;
}

const PRODUCTION: EnvironmentSpec = ["Production", "#D81B60", "Live traffic"];
const STAGING: EnvironmentSpec = ["Staging", "#1E88E5", null];

const webShop: ProductSpec = {
  name: "Web shop",
  description: null,
  order: 0,
  environments: [PRODUCTION, STAGING, ["Test", null, "Emptied every night"]],
  tags: [
    ["checkout", "whale"],
    ["search", "salmon"],
    ["Größe & Gewicht", "#00897B"],
    ["to be removed", null],
  ],
  configs: [
    {
      name: "Main Config",
      version: "v2",
      description: null,
      keys:
        "isNewCheckoutEnabled isGiftWrapEnabled checkoutTheme:string! maxCartItems:int! discountRate:double isWishlistEnabled " +
        "searchEngine:string isOneClickBuyEnabled paymentMethods:json freeShippingFrom:double isReviewFormEnabled " +
        "reviewsPerPage:int isDarkModeEnabled welcomeText:string",
    },
    {
      name: "Main Config (V1)",
      version: "v1",
      description: "Kept for apps that have not been updated",
      order: 0,
      migratedTo: "Main Config",
      keys:
        "isNewCheckoutEnabled maxItems:int checkoutTheme:string discountRate:double isGiftWrapEnabled isWishlistEnabled " +
        "searchEngine:string isReviewFormEnabled reviewsPerPage:int paymentMethods:json",
    },
    {
      name: "Pricing",
      version: "v1",
      description: "Owned by the pricing team",
      keys: "isDynamicPricingEnabled vatRate:double currency:string roundTo:int isLoyaltyBonusEnabled bonusFactor:double",
    },
  ],
};

const mobileApp: ProductSpec = {
  name: "Mobile app",
  description: "iOS and Android",
  order: 1,
  environments: [PRODUCTION, STAGING],
  tags: [
    ["ios", "koala"],
    ["android", "lizard"],
  ],
  configs: [
    {
      name: "App features",
      version: "v2",
      description: null,
      keys:
        "isOfflineModeEnabled isBiometricLoginEnabled syncIntervalSeconds:int! imageQuality:double startScreen:string! " +
        "isPushOptInShown minimumVersion:string isCrashReportingEnabled",
    },
    {
      name: "Remote tuning",
      version: "v2",
      description: "Values that the apps read at start",
      keys: "requestTimeoutMs:int retryFactor:double cdnHost:string isHttp3Enabled cacheSizeMb:int isPrefetchEnabled",
    },
  ],
};

const backoffice: ProductSpec = {
  name: "Backoffice",
  description: "Internal tools, behind the company's sign-in",
  order: 2,
  environments: [["Intranet", "#6D4C41", null]],
  tags: [],
  configs: [
    {
      name: "Internal tools",
      version: "v1",
      description: null,
      keys: "isBulkEditEnabled exportFormat:string rowsPerPage:int isAuditViewEnabled refundLimit:double",
    },
  ],
};

const markets: ProductSpec = {
  name: "Läden & Märkte – 東京",
  description: "Zweitmarke 🛍️",
  order: 0,
  environments: [PRODUCTION, ["Entwicklung", "#FDD835", "Für Entwickler:innen"]],
  tags: [
    ["küche", "canary"],
    ["新機能", "panther"],
  ],
  configs: [
    {
      name: "Hauptkonfiguration",
      version: "v2",
      description: null,
      keys: "isClickAndCollectEnabled storeFinder:string! openingHours:json isQueueTicketEnabled maxReservations:int priceFactor:double",
    },
    {
      name: "Experimente",
      version: "v1",
      description: "Läuft bis März",
      keys: "isNewsletterBoxShown boxPosition:string boxDelayMs:int boxOpacity:double isBoxAnimated",
    },
  ],
};

/** New and empty. */
const sandbox: ProductSpec = {
  name: "Sandbox",
  description: null,
  order: 1,
  environments: [["Playground", null, null]],
  tags: [],
  configs: [],
};

/** The plan of the account; ids, dates and records are made from it. */
export const ORGANIZATIONS: readonly OrganizationSpec[] = [
  { name: "Northwind Labs", products: [webShop, mobileApp, backoffice] },
  { name: "Blåhaj Studio", products: [markets, sandbox] },
];
