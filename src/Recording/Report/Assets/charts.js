// Rows of charts that share one time axis: bands, marks and curves, with the values at the time shown or pointed at.
const palette = ["#4c6ef5", "#0ca678", "#e8890c", "#e64980", "#1098ad", "#7950f2", "#66a80f", "#f76707", "#228be6", "#be4bdb"];
const modeColours = { Disengaged: "#adb5bd", Engaging: "#74c0fc", Active: "#51cf66", Hold: "#ffd43b", ControlledStop: "#ff922b", PowerOff: "#e03131" };

function clock(seconds, digits = 0) {
  const rounded = Number(seconds.toFixed(digits));
  const minutes = Math.floor(rounded / 60);
  const rest = (rounded - 60 * minutes).toFixed(digits).padStart(digits ? digits + 3 : 2, "0");
  return `${minutes}:${rest}`;
}

function niceCeiling(value) {
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((m) => m * unit).find((v) => v >= value * 0.999);
}

/** Colour of a stage by its place in the list of names. */
const stageColour = (names, stage) => palette[names.indexOf(stage) % palette.length];

/** @param tip What to say beside the pointer at a time: lines of text. */
function createTimeline(root, duration, seek, tip = () => []) {
  const rows = [];
  const axisStep = () => {
    const width = rows[0]?.plot.clientWidth ?? 800;
    return [1, 2, 5, 10, 20, 30, 60, 120].find((s) => duration / s * 62 <= width) ?? 300;
  };
  const line = (id) => root.appendChild(Object.assign(document.createElement("div"), { className: id }));
  const playhead = line("playhead"), pointer = line("pointer");
  const flag = pointer.appendChild(document.createElement("div"));
  let shown = 0, hovered = null;

  function addRow(label, height, draw, { unit = "", readouts = [], describe = "" } = {}) {
    const row = document.createElement("div");
    row.className = "row";
    const name = document.createElement("div");
    name.className = "label";
    name.append(Object.assign(document.createElement("span"), { textContent: unit ? `${label}, ${unit} ` : `${label} ` }));
    const plot = document.createElement("canvas");
    plot.className = "plot";
    plot.style.height = `${height}px`;
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-label", describe ? `${label}: ${describe}` : label);
    row.append(name, plot);
    root.insertBefore(row, playhead);
    const paint = () => {
      const width = plot.clientWidth, scale = devicePixelRatio;
      plot.width = width * scale;
      plot.height = height * scale;
      const g = plot.getContext("2d");
      g.scale(scale, scale);
      g.strokeStyle = "#eef1f4";
      for (let t = 0, step = axisStep(); t <= duration; t += step) strokeLine(g, t / duration * width, 0, t / duration * width, height);
      draw(g, width, height);
    };
    const values = readouts.map(({ colour, name: what }) => {
      const value = document.createElement("b");
      value.style.color = colour ?? "";
      if (what) value.title = what;
      name.append(value, " ");
      return value;
    });
    rows.push({ plot, paint, update: (time) => readouts.forEach((r, i) => { values[i].textContent = r.text(time); }) });
  }

  function addBand(label, spans, colour, { text, readouts, marks = [], describe } = {}) {
    addRow(label, text ? 26 : 22, (g, width, height) => {
      drawBand(g, width, height, duration, spans, colour, text);
      g.fillStyle = "#c92a2a";
      for (const mark of marks) g.fillRect(mark.t / duration * width - 0.75, height - 9, 1.5, 9);
    }, { readouts, describe });
  }

  /** Curves of { name, data, colour, dash }; those without data are left out, and the row with them if none is left. */
  function addCurves(label, unit, height, curves, { digits = 1, bars = false } = {}) {
    const present = curves.filter((c) => c.data.times.length > 0);
    if (present.length === 0) return;
    const longestGap = 2;
    const number = (value) => (value === null ? "–" : digits === null ? String(+value.toPrecision(2)) : value.toFixed(digits));
    const readouts = present.map((c) => ({ colour: c.colour, name: c.name, text: (t) => `${present.length > 1 ? `${c.name} ` : ""}${number(valueAt(c.data, t, c.steady ? Infinity : longestGap))}` }));
    const describe = present.map(({ name, data }) => {
      const top = data.values.reduce((best, v, i) => (v > data.values[best] ? i : best), 0);
      return `${name} at most ${number(data.values[top])}${unit ? ` ${unit}` : ""} at ${clock(data.times[top])}`;
    }).join("; ");
    addRow(label, height, (g, w, h) => drawCurves(g, w, h, duration, present, unit, bars ? 0 : longestGap), { unit, readouts, describe });
  }

  function addAxis(what) {
    addRow(what, 18, (g, width, height) => {
      g.fillStyle = "#6b7785";
      g.font = "11px system-ui, sans-serif";
      g.textBaseline = "middle";
      for (let t = 0, step = axisStep(); t <= duration; t += step) {
        const x = t / duration * width;
        g.textAlign = t === 0 ? "left" : x > width - 16 ? "right" : "center";
        g.fillText(clock(t), x, height / 2 + 1);
      }
    });
  }

  const at = (e) => {
    const box = rows[0].plot.getBoundingClientRect();
    return Math.min(duration, Math.max(0, (e.clientX - box.left) / box.width * duration));
  };
  root.addEventListener("pointerdown", (e) => { if (e.target.className === "plot") { seek(at(e)); e.target.setPointerCapture(e.pointerId); } });
  root.addEventListener("pointermove", (e) => {
    const on = e.target.className === "plot";
    if (on && e.buttons & 1) seek(at(e));
    hover(on && e.pointerType !== "touch" ? at(e) : null);
  });
  root.addEventListener("pointerleave", () => hover(null));

  function hover(time) {
    hovered = time;
    pointer.hidden = time === null;
    if (time !== null) {
      const { plot } = rows[0];
      pointer.style.left = `${plot.offsetLeft + time / duration * plot.clientWidth}px`;
      flag.className = time > duration / 2 ? "flag left" : "flag";
      flag.replaceChildren(...[clock(time, 1), ...tip(time)].map((text) => Object.assign(document.createElement("div"), { textContent: text })));
    }
    rows.forEach((r) => r.update(hovered ?? shown));
  }

  function update(time) {
    shown = time;
    const { plot } = rows[0];
    playhead.style.left = `${plot.offsetLeft + time / duration * plot.clientWidth}px`;
    if (hovered === null) rows.forEach((r) => r.update(time));
  }
  pointer.hidden = true;
  new ResizeObserver(() => { rows.forEach((r) => r.paint()); update(shown); }).observe(root);
  return { addRow, addBand, addCurves, addAxis, update };
}

function strokeLine(g, x1, y1, x2, y2) {
  g.lineWidth = 1;
  g.beginPath();
  g.moveTo(x1, y1);
  g.lineTo(x2, y2);
  g.stroke();
}

function drawBand(g, width, height, duration, spans, colour, text) {
  spans.forEach((span, i) => {
    const x = span.t / duration * width, end = (spans[i + 1]?.t ?? duration) / duration * width;
    g.fillStyle = colour(span);
    g.fillRect(x, 2, Math.max(1, end - x - 1), height - 4);
    if (!text || end - x < 18) return;
    g.save();
    g.beginPath();
    g.rect(x, 0, end - x - 3, height);
    g.clip();
    g.fillStyle = "#fff";
    g.font = "600 11px system-ui, sans-serif";
    g.textBaseline = "middle";
    g.fillText(text(span), x + 5, height / 2 + 1);
    g.restore();
  });
}

/** The first curve named lies on top. @param longestGap Seconds over which a line is drawn on; 0 draws every value as a bar of its own. */
function drawCurves(g, width, height, duration, curves, unit, longestGap) {
  let top = 0;
  for (const c of curves) for (const v of c.data.values) if (v > top) top = v;
  top = top > 0 ? niceCeiling(top) : 1;
  const y = (v) => height - 4 - Math.max(0, v) / top * (height - 9), x = (t) => t / duration * width;
  g.strokeStyle = "#e3e8ed";
  for (const v of [0, top / 2, top]) strokeLine(g, 0, y(v), width, y(v));
  for (const { data, colour, dash = [], steady } of curves.toReversed()) {
    g.strokeStyle = g.fillStyle = colour;
    g.lineWidth = 1.5;
    g.setLineDash(dash);
    g.beginPath();
    for (let i = 0; i < data.times.length; i++) {
      if (longestGap === 0) {
        if (data.values[i] > 0) g.fillRect(x(data.times[i]) - 0.75, y(data.values[i]), 1.5, y(0) - y(data.values[i]));
      } else {
        if (i === 0 || (!steady && data.times[i] - data.times[i - 1] > longestGap)) g.moveTo(x(data.times[i]), y(data.values[i]));
        g.lineTo(x(data.times[i]), y(data.values[i]));
      }
    }
    g.stroke();
    g.setLineDash([]);
  }
  g.font = "10px system-ui, sans-serif";
  g.textBaseline = "alphabetic";
  for (const [text, baseline] of [[`${+top.toPrecision(3)} ${unit}`, 11], ...(height > 40 ? [["0", height - 6]] : [])]) {
    g.fillStyle = "rgb(255 255 255 / .82)";
    g.fillRect(0, baseline - 9, g.measureText(text).width + 5, 11);
    g.fillStyle = "#6b7785";
    g.fillText(text, 2, baseline);
  }
}
