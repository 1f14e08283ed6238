import "@digdir/designsystemet-css";
import "@digdir/designsystemet-theme/digdir.css";
import "@fontsource-variable/inter/wght.css";
import "./ldip.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, StrictMode, Suspense, type ComponentType } from "react";
import { createRoot } from "react-dom/client";
import { useTranslation } from "react-i18next";
import { createBrowserRouter, Navigate, Outlet, RouterProvider, useSearchParams } from "react-router";
import { PageHead } from "./components/bits";
import { ExplainPage } from "./components/explain";
import { PlanShell, useMe } from "./components/layout";
import { Failure } from "./components/state";
import { ApiError, setCsrf } from "./lib/api";
import { startLanguage } from "./lib/i18n";
import { Oversikt } from "./pages/oversikt";
import { Innlogging, Planer } from "./pages/planer";

const late = <M, K extends keyof M>(load: () => Promise<M>, name: K) => lazy(async () => ({ default: (await load())[name] as ComponentType }));
const Usikkerhet = late(() => import("./pages/usikkerhet"), "Usikkerhet");
const Sammenlign = late(() => import("./pages/sammenlign"), "Sammenlign");
const Befolkning = late(() => import("./pages/befolkning"), "Befolkning");
const Behov = late(() => import("./pages/behov"), "Behov");
const Investeringsplan = late(() => import("./pages/investeringsplan"), "Investeringsplan");
const Drift = late(() => import("./pages/drift"), "Drift");
const Oekonomi = late(() => import("./pages/oekonomi"), "Oekonomi");
const Forutsetninger = late(() => import("./pages/forutsetninger"), "Forutsetninger");
const Versjoner = late(() => import("./pages/versjoner"), "Versjoner");
const Ordbok = late(() => import("./pages/ordbok"), "Ordbok");
const Tilgang = late(() => import("./pages/tilgang"), "Tilgang");
const Delt = late(() => import("./pages/delt"), "Delt");

function Forklaring() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  return (
    <>
      <PageHead title={t("ui.side.forklaring")} question={t("ui.spor.forklaring")} />
      <ExplainPage address={search.get("adresse") ?? ""} />
    </>
  );
}

/** Nothing is shown before it is known who asks; the token goes with every change. */
function Known() {
  const me = useMe();
  if (me.error) return <main className="alene"><Failure error={me.error} retry={() => void me.refetch()} /></main>;
  if (!me.data) return null;
  setCsrf(me.data.csrf);
  if (!me.data.innlogget) return <Innlogging oidc={me.data.oidc} />;
  return <Outlet />;
}

const wait = (page: React.ReactNode) => <Suspense fallback={<div aria-busy="true" />}>{page}</Suspense>;
const router = createBrowserRouter([
  { path: "/delt/:token", element: wait(<Delt />) },
  {
    element: <Known />,
    children: [
      { path: "/", element: <Planer /> },
      {
        path: "/plan/:plan",
        element: <PlanShell />,
        children: [
          { index: true, element: <Navigate to="oversikt" replace /> },
          { path: "oversikt", element: <Oversikt /> },
          { path: "usikkerhet", element: wait(<Usikkerhet />) },
          { path: "sammenlign", element: wait(<Sammenlign />) },
          { path: "befolkning", element: wait(<Befolkning />) },
          { path: "behov", element: wait(<Behov />) },
          { path: "investeringsplan", element: wait(<Investeringsplan />) },
          { path: "drift", element: wait(<Drift />) },
          { path: "oekonomi", element: wait(<Oekonomi />) },
          { path: "forutsetninger", element: wait(<Forutsetninger />) },
          { path: "versjoner", element: wait(<Versjoner />) },
          { path: "ordbok", element: wait(<Ordbok />) },
          { path: "tilgang", element: wait(<Tilgang />) },
          { path: "forklaring", element: <Forklaring /> },
        ],
      },
      { path: "*", element: <Navigate to="/" replace /> },
    ],
  },
]);

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => !(error instanceof ApiError && error.status >= 400 && error.status < 500) && count < 2,
    },
  },
});

void startLanguage().then(() =>
  createRoot(document.getElementById("app") as HTMLElement).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  ),
);
