import { keepPreviousData, type UseMutationResult, type UseQueryResult, useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type ApiError, api, type Draft, got, type Schemas } from "./api";

export type Municipality = Schemas["MunicipalityOut"];
export type FirstPlan = Schemas["FirstPlanOut"];
export type Estimates = Schemas["ReplaceOut"];
export type Replacement = Schemas["ReplacementOut"];
export type Proposal = Schemas["ProposalOut"];
export type Question = Schemas["QuestionOut"];
export type FileKind = Schemas["FileIn"]["slag"];

/** What a draft lies upon: a saved version, or the first plan of a municipality. */
export type Base = { versjon: number } | { kommune: string };

export interface Uploaded {
  kind: FileKind;
  files: File[];
  /** The user's choices by file, where one can be read in more than one way. */
  answers?: Record<string, string>[];
}

/** Whether a file is the map of a list. */
export function isMap(file: File): boolean {
  return /\.toml$/i.test(file.name);
}

const MOST = 6 * 2 ** 20; // the server's limit of one file

/** A file as the server takes it in JSON. Throws an Error with its name for one that is too large. */
export async function enclosed(file: File): Promise<{ navn: string; innhold: string }> {
  if (file.size > MOST) throw new Error(file.name);
  const text = await new Promise<string>((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => failed(new Error(file.name));
    reader.readAsDataURL(file);
  });
  return { navn: file.name, innhold: text.slice(text.indexOf(",") + 1) };
}

/** Municipalities by name or number; nothing is asked before there is a letter. */
export function useMunicipalities(text: string): UseQueryResult<Municipality[], ApiError> {
  const sok = text.trim();
  return useQuery({
    enabled: sok !== "",
    queryKey: ["kommuner", sok],
    queryFn: ({ signal }) => got(api.GET("/api/kommuner", { params: { query: { sok } }, signal })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
}

/** The first plan of a municipality with a draft upon it. */
export function useFirstPlan(kommune: string, utkast: Draft): UseQueryResult<FirstPlan, ApiError> {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ["foersteplan", kommune, utkast, i18n.language],
    queryFn: ({ signal }) =>
      got(api.POST("/api/kommuner/{kommune}/foersteplan", { params: { path: { kommune } }, body: { utkast }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** What to replace first. It takes many searches, so it is asked for by itself. */
export function useEstimates(base: Base, utkast: Draft): UseQueryResult<Estimates, ApiError> {
  return useQuery({
    queryKey: ["anslag", base, utkast],
    queryFn: ({ signal }) =>
      "kommune" in base
        ? got(api.POST("/api/kommuner/{kommune}/anslag", { params: { path: base }, body: { utkast }, signal }))
        : got(api.POST("/api/versjoner/{versjon}/anslag", { params: { path: base }, body: { utkast }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** What files would change. */
export function useProposal(base: Base, utkast: Draft): UseMutationResult<Proposal, ApiError | Error, Uploaded> {
  return useMutation({
    mutationFn: async ({ kind, files, answers }: Uploaded) => {
      const body = {
        utkast,
        filer: await Promise.all(
          files.map(async (f, i) => ({
            ...(await enclosed(f)),
            slag: isMap(f) ? ("kart" as const) : kind,
            svar: answers?.[i] ?? {},
          })),
        ),
      };
      return "kommune" in base
        ? got(api.POST("/api/kommuner/{kommune}/forslag", { params: { path: base }, body }))
        : got(api.POST("/api/versjoner/{versjon}/forslag", { params: { path: base }, body }));
    },
  });
}
