// Strips of the last minute, with the newest at the right edge.
function createStrips(root) {
  const windowSec = 60, longestGap = 2, rows = [];
  let now = 0, stale = true;

  function addRow(label, height, draw, readout) {
    const row = root.appendChild(Object.assign(document.createElement("div"), { className: "row" }));
    const name = row.appendChild(Object.assign(document.createElement("div"), { className: "label" }));
    name.append(`${label} `);
    const value = name.appendChild(document.createElement("b"));
    const plot = row.appendChild(Object.assign(document.createElement("canvas"), { className: "plot" }));
    plot.style.height = `${height}px`;
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-label", `${label}, last minute`);
    rows.push(() => {
      const width = plot.clientWidth, scale = devicePixelRatio;
      if (plot.width !== Math.round(width * scale)) plot.width = Math.round(width * scale);
      if (plot.height !== height * scale) plot.height = height * scale;
      const g = plot.getContext("2d");
      g.setTransform(scale, 0, 0, scale, 0, 0);
      g.clearRect(0, 0, width, height);
      draw(g, width, height, now - windowSec);
      value.textContent = readout();
    });
  }

  function band(label, colour, text) {
    const spans = [], marks = [];
    addRow(label, text ? 24 : 20, (g, w, h, from) => {
      while (spans.length > 1 && spans[1].t <= from) spans.shift();
      while (marks.length > 0 && marks[0] < from) marks.shift();
      const shown = [...spans.map((s) => ({ ...s, t: Math.max(0, s.t - from) })), { t: now - from, name: null }];
      drawBand(g, w, h, windowSec, shown, (s) => (s.name === null ? "transparent" : colour(s.name)), text && ((s) => (s.name === null ? "" : text(s.name))));
      g.fillStyle = "#c92a2a";
      for (const t of marks) g.fillRect((t - from) / windowSec * w - 0.75, h - 8, 1.5, 8);
    }, () => (spans.length > 0 && !text ? words(spans.at(-1).name) : ""));
    return { set: (t, name) => { if (spans.at(-1)?.name !== name) spans.push({ t, name }); }, mark: (t) => marks.push(t) };
  }

  function curves(label, unit, height, list, digits) {
    const data = list.map(({ colour }) => ({ colour, data: { times: [], values: [] } }));
    addRow(unit ? `${label}, ${unit}` : label, height, (g, w, h, from) => {
      for (const { data: { times, values } } of data) {
        const old = times.findIndex((t) => t >= from);
        if (old > 0) {
          times.splice(0, old);
          values.splice(0, old);
        }
      }
      drawCurves(g, w, h, windowSec, data.map(({ colour, data: d }) => ({ colour, data: { times: d.times.map((t) => t - from), values: d.values } })), unit, longestGap);
    }, () => list.map(({ name }, i) => `${list.length > 1 ? `${name} ` : ""}${data[i].data.values.length && now - data[i].data.times.at(-1) < longestGap ? (digits === null ? precise : fixed)(data[i].data.values.at(-1), digits) : "–"}`).join(" "));
    return (i, t, value) => {
      if (!Number.isFinite(value) || t <= (data[i].data.times.at(-1) ?? -1)) return;
      data[i].data.times.push(t);
      data[i].data.values.push(value);
    };
  }

  new ResizeObserver(() => { stale = true; }).observe(root);
  return {
    band, curves,
    setTime: (t) => {
      stale ||= t !== now;
      now = t;
    },
    paint: () => {
      if (stale) rows.forEach((paint) => paint());
      stale = false;
    },
  };
}
