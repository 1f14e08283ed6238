// Fixed meaning of each colour (design, section 4). A second cue is always given beside it.
export const COLOUR = {
  plan: "#0062ba",
  before: "#707276",
  need: "#7a1022",
  capacity: "#0e1f45",
  spent: "#b87800",
  down: "#1f9e8a",
  more: "#5b3d8a",
} as const;
export const BANDS = ["#dcebf6", "#b9d7ef", "#8dbde4"] as const;
export const DASH = { before: [6, 5], other: [7, 3] } as const;
export const ORDER = [COLOUR.plan, COLOUR.need, COLOUR.spent, COLOUR.down, COLOUR.capacity] as const;

/** The colour at an index of a list of colours that may be shorter than the list of series. */
export function nth(colours: readonly string[], i: number): string {
  return colours[i % colours.length] ?? COLOUR.plan;
}
