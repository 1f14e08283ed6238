import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, MarkAreaComponent, MarkLineComponent, MarkPointComponent } from "echarts/components";
import { type ECharts, type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([LineChart, BarChart, GridComponent, AriaComponent, MarkAreaComponent, MarkLineComponent, MarkPointComponent, SVGRenderer]);

export type { ECharts, EChartsCoreOption };

export function draw(element: HTMLElement): ECharts {
  return init(element, undefined, { renderer: "svg" });
}

/** The chart as a file. */
export function svgOf(element: HTMLElement): string {
  const svg = element.querySelector("svg");
  if (!svg) return "";
  const copy = svg.cloneNode(true) as SVGElement;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return new XMLSerializer().serializeToString(copy);
}
