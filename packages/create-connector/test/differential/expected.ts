/** By manifest: streams that cannot be taken whole, and what their reasons must name. All others must be equal. */
export const EXPECTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  observatory: { lenses: "XML" },
  "custom-code": { weights: "WeightExtractor" },
};
