import { defineConfig } from "vite";

// The built pages ship in the Python package; there is no Node where the program runs.
export default defineConfig({
  esbuild: { jsx: "automatic" },
  build: {
    outDir: "../src/ldip/web/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rollupOptions: {
      // "use client" means something to servers only.
      onwarn: (warning, warn) => (warning.code === "MODULE_LEVEL_DIRECTIVE" ? undefined : warn(warning)),
      // The components of Designsystemet do nothing until used, which their package does not say.
      treeshake: { moduleSideEffects: (id) => !id.includes("/@digdir/designsystemet-react/") },
      output: { manualChunks: (id) => (/node_modules\/(echarts|zrender)/.test(id) ? "charts" : undefined) },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8035" } },
});
