import { type UseMutationResult, useMutation } from "@tanstack/react-query";
import { type ApiError, api, type Draft, got, type Schemas } from "./api";
import { enclosed } from "./firstplan";

export type OwnBook = Schemas["OwnBookOut"];
export type Choice = Schemas["OwnChoiceOut"];
export type Difference = Schemas["DifferenceOut"];
export type OwnPreview = Schemas["OwnPreviewOut"];

/** A workbook with the answers given so far; `anew` proposes a profile although the plan has one. */
export interface Asked {
  file: File;
  answers: Record<string, string>;
  anew: boolean;
}

/** What a workbook would make of a version with a draft. */
export function useOwnWorkbook(versjon: number, utkast: Draft): UseMutationResult<OwnBook, ApiError | Error, Asked> {
  return useMutation({
    mutationFn: async ({ file, answers, anew }: Asked) => {
      const body = { utkast, ...(await enclosed(file)), svar: answers, nytt: anew };
      return got(api.POST("/api/versjoner/{versjon}/regneark/forslag", { params: { path: { versjon } }, body }));
    },
  });
}
