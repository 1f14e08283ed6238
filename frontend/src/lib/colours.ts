// Fixed meaning of each colour (design, section 4). A second sign always stands beside it.
export const COLOUR = {
  plan: "#0062ba",
  before: "#707276",
  need: "#7a1022",
  capacity: "#0e1f45",
  spent: "#b87800",
  down: "#1f9e8a",
} as const;
export const BANDS = ["#dcebf6", "#b9d7ef", "#8dbde4"] as const;
export const DASH = { solid: "solid", before: [6, 5], spent: [7, 3], dotted: [2, 3] } as const;
export const ORDER = [COLOUR.plan, COLOUR.need, COLOUR.spent, COLOUR.down, COLOUR.capacity] as const;
