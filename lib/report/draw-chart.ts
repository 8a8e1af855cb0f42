// Draws a chart to SVG text with ECharts, without a browser. No script goes into the page: the drawing is the
// same offline, on paper and on a phone. https://echarts.apache.org/handbook/en/how-to/cross-platform/server/
import * as echarts from 'echarts';
import type { EChartsOption } from 'echarts';

export interface ChartSize {
  readonly width: number;
  readonly height: number;
  /** Drawn for a phone: fewer labels. */
  readonly isNarrow: boolean;
}

/** System fonts; ECharts needs the name where it measures text, the page sets the same. */
export const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif";

/** SVG text, scalable, with a name for those who cannot see it. */
export function drawChart(option: EChartsOption, size: ChartSize, label: string): string {
  const chart = echarts.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: size.width,
    height: size.height,
  });
  try {
    chart.setOption(option);
    const svg = chart.renderToSVGString();
    const named = `<svg role="img" aria-label="${label.replaceAll('"', '&quot;')}" class="${size.isNarrow ? 'narrow' : 'wide'}"`;
    return svg.replace(/<svg width="\d+" height="\d+"/, named);
  } finally {
    chart.dispose();
  }
}

/** Text of axes. */
export function textStyle() {
  return { color: 'var(--muted)', fontSize: 11, fontFamily: FONT };
}

/** Lines of axes: present, and quiet. */
export function axisStyle() {
  return {
    axisLine: { show: true, lineStyle: { color: 'var(--line)' } },
    axisTick: { show: false },
    axisLabel: textStyle(),
    splitLine: { lineStyle: { color: 'var(--line)', width: 0.75 } },
  };
}
