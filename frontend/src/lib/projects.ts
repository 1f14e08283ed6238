import type { Edit } from "./api";
import type { Project } from "./data";

/** The year a project begins when it is delayed by a number of years. */
export function startOf(p: Project, moved: number): number {
  return p.first - p.moved + moved;
}

export function moveOf(p: Project, moved: number): Edit {
  return { slag: "sett", fil: `prosjekter/${p.id}.toml`, noekkel: ["utsettes_aar"], verdi: moved };
}
