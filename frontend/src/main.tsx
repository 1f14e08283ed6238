import "@digdir/designsystemet-css";
import "@digdir/designsystemet-theme/digdir.css";
import "@fontsource-variable/inter/wght.css";
import "./ldip.css";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter, Navigate, Outlet, RouterProvider } from "react-router";
import { PlanShell, useMe } from "./components/layout";
import { Failure } from "./components/state";
import { ApiError, setCsrf } from "./lib/api";
import { startLanguage } from "./lib/i18n";
import { fetchAsked, ROUTES } from "./lib/pages";
import { Innlogging } from "./pages/innlogging";
import { Planer } from "./pages/planer";

const Konto = lazy(() => import("./pages/konto"));
const NyPlan = lazy(() => import("./pages/nyplan"));
const Brukere = lazy(() => import("./pages/brukere"));
const Delt = lazy(async () => ({ default: (await import("./pages/delt")).Delt }));

/** Nothing is shown before the user is known; the token is sent with every change. */
function Known() {
  const me = useMe();
  if (me.error)
    return (
      <main className="alene">
        <Failure error={me.error} retry={() => void me.refetch()} />
      </main>
    );
  if (!me.data) return null;
  setCsrf(me.data.csrf);
  if (!me.data.innlogget) return <Innlogging oidc={me.data.oidc} />;
  if (me.data.trinn === "oppsett") return wait(<Konto forced />);
  return <Outlet />;
}

const wait = (page: React.ReactNode) => <Suspense fallback={<div aria-busy="true" />}>{page}</Suspense>;
const router = createBrowserRouter([
  { path: "/delt/:token", element: wait(<Delt />) },
  {
    element: <Known />,
    children: [
      { path: "/", element: <Planer /> },
      { path: "/ny-plan", element: wait(<NyPlan />) },
      { path: "/konto", element: wait(<Konto />) },
      { path: "/brukere", element: wait(<Brukere />) },
      {
        path: "/plan/:plan",
        element: <PlanShell />,
        children: [
          { index: true, element: <Navigate to="oversikt" replace /> },
          ...ROUTES.map(({ path, Page }) => ({ path, element: wait(<Page />) })),
        ],
      },
      { path: "*", element: <Navigate to="/" replace /> },
    ],
  },
]);

/** A session that has ended leads to the login page; the draft is kept by the browser. */
function onError(error: unknown): void {
  if (error instanceof ApiError && error.status === 401) void client.invalidateQueries({ queryKey: ["meg"] });
}

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => !(error instanceof ApiError && error.status >= 400 && error.status < 500) && count < 2,
    },
  },
});

fetchAsked(window.location.pathname);
void startLanguage().then(() =>
  createRoot(document.getElementById("app") as HTMLElement).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  ),
);
