import { areaY, axisX, axisY, dot, gridY, line, plot, ruleY, text } from '@observablehq/plot';
import { useEffect } from 'react';
import styles from './coverage-curve.module.css';
import { type CoverageStep, coveragePoints, labelledPoints } from './coverage-points.ts';
import { useWidth } from './use-width.ts';

interface CoverageCurveProps {
  /** Among active people. */
  readonly active: { readonly start: number; readonly steps: readonly CoverageStep[] };
  readonly historical: { readonly start: number; readonly steps: readonly CoverageStep[] };
  /** Whose steps carry names; everybody's too where no active person is an author. */
  readonly isHistoricalNamed: boolean;
  /** The picture in words, for those who can't see it. */
  readonly summary: string;
}

const shownSteps = 14;

/** Share of files that still have an author after each removal, as steps, with who was removed and the half as a line. */
export default function CoverageCurve({ active, historical, isHistoricalNamed, summary }: CoverageCurveProps) {
  const [box, width] = useWidth<HTMLDivElement>();
  useEffect(() => {
    if (box.current === null || width === 0) return;
    const now = coveragePoints(active.start, active.steps.slice(0, shownSteps));
    const ever = coveragePoints(historical.start, historical.steps.slice(0, shownSteps));
    const last = Math.max(now.length, ever.length) - 1;
    const chartHeight = Math.max(240, Math.min(340, width * 0.4));
    const scale = { stepWidth: (width - 128) / Math.max(1, last), percentHeight: (chartHeight - 68) / 100 };
    const named = labelledPoints(now.length > 1 && !isHistoricalNamed ? now : ever, scale);
    const chart = plot({
      width,
      height: chartHeight,
      marginLeft: 44,
      marginRight: 84,
      marginTop: 24,
      marginBottom: 44,
      style: {
        background: 'transparent',
        color: 'var(--text)',
        fontSize: '12px',
        fontFamily: 'var(--sans)',
        overflow: 'visible',
      },
      x: { domain: [0, Math.max(1, last)], label: 'people removed →', labelOffset: 38 },
      y: { domain: [0, 100], label: '↑ files with an author (%)' },
      marks: [
        gridY([0, 25, 50, 75, 100], { stroke: 'var(--line)', strokeOpacity: 1 }),
        axisX({ ticks: Math.min(last, 14), tickFormat: 'd', tickSize: 4 }),
        axisY([0, 25, 50, 75, 100], { tickSize: 0 }),
        ruleY([50], { stroke: 'var(--danger)', strokeDasharray: '4 3' }),
        text([50], {
          x: last,
          y: (d) => d,
          text: () => 'the half',
          dx: 8,
          textAnchor: 'start',
          fill: 'var(--danger)',
          frameAnchor: 'right',
        }),
        line(ever, {
          x: 'removed',
          y: 'percent',
          curve: 'step-after',
          stroke: 'var(--muted)',
          strokeDasharray: '2 3',
          strokeWidth: 1.5,
        }),
        areaY(now, { x: 'removed', y: 'percent', curve: 'step-after', fill: 'var(--accent)', fillOpacity: 0.08 }),
        line(now, { x: 'removed', y: 'percent', curve: 'step-after', stroke: 'var(--accent)', strokeWidth: 2 }),
        dot(now, { x: 'removed', y: 'percent', fill: 'var(--accent)', r: 3 }),
        text(named, {
          x: 'removed',
          y: 'percent',
          text: 'name',
          textAnchor: 'start',
          dx: 5,
          dy: -9,
          fill: 'var(--text)',
          stroke: 'var(--canvas)',
          strokeWidth: 4,
        }),
        text(now.slice(-1), {
          x: 'removed',
          y: 'percent',
          text: () => 'active',
          textAnchor: 'start',
          dx: 8,
          dy: 4,
          fill: 'var(--accent)',
          fontWeight: 600,
        }),
        text(ever.slice(-1), {
          x: 'removed',
          y: 'percent',
          text: () => 'ever',
          textAnchor: 'start',
          dx: 8,
          dy: -4,
          fill: 'var(--muted)',
        }),
      ],
    });
    chart.setAttribute('aria-hidden', 'true');
    box.current.replaceChildren(chart);
  }, [box, width, active, historical, isHistoricalNamed]);
  return (
    <div role="img" aria-label={summary}>
      <div ref={box} className={styles.curve} />
    </div>
  );
}
