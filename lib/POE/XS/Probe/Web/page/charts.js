/* Lines on canvas: five minutes, the newest at the right. */

const colour = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

const charts = [
  { id: "events", title: "Events a second", lines: ["events"], format: number, least: 1, more: () => "" },
  { id: "busy", title: "Busy share", lines: ["busy"], format: percent, least: .1, most: 1,
    more: () => /^t/.test(model.head.level) ? "" : "not measured" },
  { id: "lag", title: "Lag of events, p99", lines: ["p50", "p99"], main: "p99", format: nanoseconds, least: 1e5,
    more: p => Number.isNaN(p.most) ? "" : "most " + nanoseconds(p.most) },
  { id: "memory", title: "Memory", lines: ["memory"], format: bytes, least: 1048576, isFloating: true, more: () => "resident" },
];

/* Sharp on screens of any density. */
const prepared = canvas => {
  const ratio = window.devicePixelRatio || 1;
  const { width, height } = canvas.getBoundingClientRect();
  const w = Math.round(width * ratio), h = Math.round(height * ratio);
  if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; }
  const g = canvas.getContext("2d");
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  return { g, width, height };
};

const niceAbove = value => {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].find(step => step * power >= value) * power;
};

const rangeOf = chart => {
  const values = model.history.flatMap(p => chart.lines.map(line => p[line])).filter(v => !Number.isNaN(v));
  const most = Math.max(chart.least, ...values);
  if (!chart.isFloating || !values.length) return [0, Math.min(chart.most || Infinity, niceAbove(most))];
  const least = Math.min(...values), room = Math.max(chart.least, (most - least) * .2);
  return [Math.max(0, least - room), most + room];
};

const traceLine = (g, points) => {
  let isDown = false;
  g.beginPath();
  for (const [x, y] of points) {
    if (Number.isNaN(y)) { isDown = false; continue; }
    if (isDown) g.lineTo(x, y); else g.moveTo(x, y);
    isDown = true;
  }
};

/* Below each unbroken part. */
const fillBelow = (g, points, bottom) => {
  let part = [];
  const flush = () => {
    if (part.length > 1) {
      g.beginPath();
      g.moveTo(part[0][0], bottom);
      for (const [x, y] of part) g.lineTo(x, y);
      g.lineTo(part[part.length - 1][0], bottom);
      g.fill();
    }
    part = [];
  };
  for (const p of points) { if (Number.isNaN(p[1])) flush(); else part.push(p); }
  flush();
};

const drawGrid = (g, width, height, text) => {
  g.strokeStyle = colour("line");
  g.lineWidth = 1;
  g.beginPath();
  for (const y of [.5, Math.round(height / 2) + .5, height - .5]) { g.moveTo(0, y); g.lineTo(width, y); }
  g.stroke();
  g.fillStyle = colour("faint");
  g.font = "11px system-ui, sans-serif";
  g.textBaseline = "top";
  g.fillText(text, 2, 3);
};

const draw = chart => {
  const { g, width, height } = prepared(chart.canvas);
  const [least, most] = rangeOf(chart);
  const main = chart.main || chart.lines[0];
  drawGrid(g, width, height, chart.format(most));
  const x = t => width - (model.now - t) / HISTORY * width;
  const y = v => height - 1 - (v - least) / (most - least) * (height - 3);
  for (const line of chart.lines) {
    const points = model.history.map(p => [x(p.t), y(p[line])]);
    g.strokeStyle = colour(line === main ? "accent" : "second");
    g.fillStyle = colour("fill");
    g.lineWidth = 1.5;
    g.lineJoin = "round";
    if (line === main) fillBelow(g, points, height - 1);
    traceLine(g, points);
    g.stroke();
  }
  if (chart.pointer !== null) drawPointer(chart, g, x, y, width, height, main);
};

const nearest = (chart, width) => {
  const t = model.now - (width - chart.pointer) / width * HISTORY;
  let best = null;
  for (const p of model.history) if (!best || Math.abs(p.t - t) < Math.abs(best.t - t)) best = p;
  return best && Math.abs(best.t - t) < 10 ? best : null;
};

const drawPointer = (chart, g, x, y, width, height, main) => {
  const p = nearest(chart, width);
  if (!p || Number.isNaN(p[main])) return;
  g.strokeStyle = colour("faint");
  g.beginPath(); g.moveTo(x(p.t), 0); g.lineTo(x(p.t), height); g.stroke();
  g.fillStyle = colour("accent");
  g.beginPath(); g.arc(x(p.t), y(p[main]), 3, 0, 7); g.fill();
};

const showChart = chart => {
  const width = chart.canvas.getBoundingClientRect().width;
  const last = model.history[model.history.length - 1] || { events: NaN, busy: NaN, p50: NaN, p99: NaN, most: NaN, memory: model.head.memory };
  const pointed = chart.pointer === null ? null : nearest(chart, width);
  const p = pointed || last, main = chart.main || chart.lines[0];
  setText(chart.value, chart.format(p[main]));
  setText(chart.note, pointed ? seconds(model.now - p.t) + " ago" : chart.more(p));
  chart.canvas.setAttribute("aria-label", chart.title + ": " + chart.format(last[main]));
  draw(chart);
};

const makeCharts = () => {
  for (const chart of charts) {
    chart.pointer = null;
    chart.value = el("b", { id: "now-" + chart.id });
    chart.note = el("span", { class: "faint" });
    chart.canvas = el("canvas", { role: "img", height: 84 });
    const at = e => { chart.pointer = e.offsetX; if (model.head) showChart(chart); };
    const away = () => { chart.pointer = null; if (model.head) showChart(chart); };
    chart.canvas.addEventListener("pointermove", at);
    chart.canvas.addEventListener("pointerdown", at);
    chart.canvas.addEventListener("pointerleave", away);
    $("charts").append(el("div", { class: "chart" }, el("h2", {}, chart.title), el("div", { class: "now" }, chart.value, chart.note), chart.canvas));
  }
};

/* [least, count] lists as bars, on a scale of powers of two. */
const drawHistogram = (canvas, buckets) => {
  const { g, width, height } = prepared(canvas);
  const bottom = height - 18, octave = ns => Math.log2(Math.max(64, ns));
  if (!buckets.length) return;
  const first = Math.floor(octave(buckets[0][0])), last = Math.ceil(octave(buckets[buckets.length - 1][0] * 1.126 + 1));
  const parts = (last - first) * 8, tall = new Array(parts).fill(0);
  for (const [least, n] of buckets) tall[Math.min(parts - 1, Math.floor((octave(least) - first) * 8 + 1e-6))] += n;
  const most = Math.max(...tall), step = width / parts;
  g.fillStyle = colour("accent");
  tall.forEach((n, i) => {
    if (n) { const h = Math.max(2, n / most * (bottom - 14)); g.fillRect(i * step, bottom - h, Math.max(1, step - 1), h); }
  });
  g.strokeStyle = colour("line");
  g.beginPath(); g.moveTo(0, bottom + .5); g.lineTo(width, bottom + .5); g.stroke();
  g.fillStyle = colour("faint");
  g.font = "11px system-ui, sans-serif";
  g.textBaseline = "top";
  g.fillText(number(most), 0, 0);
  const every = Math.ceil((last - first) * 62 / width);
  for (let o = first; o < last; o += every) g.fillText(nanoseconds(2 ** o), (o - first) * 8 * step, bottom + 5);
};
