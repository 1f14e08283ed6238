import "@digdir/designsystemet-css";
import "@digdir/designsystemet-theme/digdir.css";
import "@fontsource-variable/inter/wght.css";
import "./styles/grunn.css";
import "./styles/skall.css";
import "./styles/tabell.css";
import "./styles/paneler.css";
import "./styles/innhold.css";
import "./styles/rutenett.css";
import "./styles/smal.css";
import "./styles/nyplan.css";
import "./styles/aarsaker.css";
import "./styles/usikkerhet.css";
import "./styles/feil.css";
import "./styles/omvisning.css";
import "./styles/utskrift.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter, Navigate, Outlet, type RouteObject, RouterProvider } from "react-router";
import { Band } from "./components/band";
import { NotFound, RouteError, Unopened } from "./components/crash";
import { PlanShell } from "./components/layout";
import { client } from "./lib/client";
import { startLanguage } from "./lib/i18n";
import { fetchAsked, OF_PLAN, OPEN, OUTSIDE } from "./lib/pages";
import { useMe } from "./lib/session";
import { loadedAnew } from "./lib/upgrade";

const Innlogging = lazy(() => import("./pages/innlogging"));
const Konto = lazy(() => import("./pages/konto"));

/** Nothing is shown before the user is known. */
function Known() {
  const me = useMe();
  if (!me.data) return me.isFetching && !me.isPaused ? null : <Unopened query={me} />;
  if (!me.data.innlogget) return wait(<Innlogging oidc={me.data.oidc} />);
  if (me.data.trinn === "oppsett") return wait(<Konto forced />);
  return <Outlet />;
}

/** What stands outside the plans: with the band of a lost connection. */
function Alone() {
  return (
    <>
      <Band />
      <Outlet />
    </>
  );
}

const wait = (page: React.ReactNode) => <Suspense fallback={<div aria-busy="true" />}>{page}</Suspense>;
/** Each page has an error page of its own, so that what stands around it still works. */
const routes = (pages: typeof OUTSIDE, alone: boolean): RouteObject[] =>
  pages.map(({ path, Page }) => ({ path, element: wait(<Page />), errorElement: <RouteError alone={alone} /> }));

const router = createBrowserRouter([
  {
    errorElement: <RouteError alone />,
    children: [
      { element: <Alone />, children: routes(OPEN, true) },
      {
        element: <Known />,
        children: [
          { element: <Alone />, children: [...routes(OUTSIDE, true), { path: "*", element: <NotFound alone /> }] },
          {
            path: "/plan/:plan",
            element: <PlanShell />,
            errorElement: <RouteError alone />,
            children: [
              { index: true, element: <Navigate to="oversikt" replace /> },
              ...routes(OF_PLAN, false),
              { path: "*", element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
]);

loadedAnew();
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
