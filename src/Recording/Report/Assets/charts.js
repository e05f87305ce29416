// Rows under the slider that share its time axis: bands of stages and modes, curves.
const palette = ["#4c6ef5", "#12b886", "#f59f00", "#e64980", "#15aabf", "#7950f2", "#82c91e", "#fd7e14", "#228be6", "#be4bdb"];
const modeColours = { Disengaged: "#adb5bd", Engaging: "#74c0fc", Active: "#51cf66", Hold: "#ffd43b", ControlledStop: "#ff922b", PowerOff: "#e03131" };
const duration = Math.max(replay.duration, 0.1);

function addRow(label, height, draw, readouts = []) {
  const row = document.createElement("div");
  row.className = "row";
  const name = document.createElement("div");
  name.className = "label";
  const title = document.createElement("span");
  title.textContent = label + " ";
  name.append(title);
  const plot = document.createElement("canvas");
  plot.className = "plot";
  plot.style.height = `${height}px`;
  row.append(name, plot);
  document.getElementById("rows").append(row);
  const paint = () => {
    const width = plot.clientWidth, scale = devicePixelRatio;
    plot.width = width * scale;
    plot.height = height * scale;
    const g = plot.getContext("2d");
    g.scale(scale, scale);
    draw(g, width, height);
  };
  const values = readouts.map(({ colour }) => {
    const value = document.createElement("b");
    value.style.color = colour ?? "";
    name.append(value, " ");
    return value;
  });
  return { plot, paint, update: (time) => readouts.forEach((r, i) => { values[i].textContent = r.text(time); }) };
}

function drawBand(g, width, height, spans, colour, text) {
  spans.forEach((span, i) => {
    const x = span.t / duration * width, end = (spans[i + 1]?.t ?? duration) / duration * width;
    g.fillStyle = colour(span);
    g.fillRect(x, 2, Math.max(1, end - x - 1), height - 4);
    if (!text) return;
    g.save();
    g.beginPath();
    g.rect(x, 0, end - x - 3, height);
    g.clip();
    g.fillStyle = "#fff";
    g.font = "600 11px system-ui, sans-serif";
    g.textBaseline = "middle";
    if (end - x > 18) g.fillText(text(span), x + 5, height / 2 + 1);
    g.restore();
  });
}

function niceCeiling(value) {
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((m) => m * unit).find((v) => v >= value * 0.999);
}

function drawCurves(g, width, height, curves, unit) {
  let top = 0;
  for (const c of curves) for (const v of c.data.values) if (v > top) top = v;
  top = top > 0 ? niceCeiling(top) : 1;
  const y = (v) => height - 3 - Math.max(0, v) / top * (height - 8);
  g.strokeStyle = "#e9edf1";
  g.fillStyle = "#98a3ae";
  g.font = "10px system-ui, sans-serif";
  g.lineWidth = 1;
  for (const v of [0, top / 2, top]) {
    g.beginPath();
    g.moveTo(0, y(v));
    g.lineTo(width, y(v));
    g.stroke();
  }
  for (const { data, colour } of curves) {
    g.strokeStyle = colour;
    g.lineWidth = 1.4;
    g.beginPath();
    const longestGap = 2;
    for (let i = 0; i < data.times.length; i++) {
      const x = data.times[i] / duration * width;
      if (i === 0 || data.times[i] - data.times[i - 1] > longestGap) g.moveTo(x, y(data.values[i]));
      g.lineTo(x, y(data.values[i]));
    }
    g.stroke();
  }
  const mark = `${+top.toPrecision(3)} ${unit}`;
  const wide = g.measureText(mark).width;
  g.fillStyle = "rgb(255 255 255 / .8)";
  g.fillRect(0, 1, wide + 6, 12);
  g.fillStyle = "#7d8894";
  g.fillText(mark, 2, 11);
}

function createTimeline(seek) {
  const stageNames = [...new Set(replay.stages.map((s) => s.stage))];
  const stageSpans = replay.stages.filter((s, i) => i === 0 || s.stage !== replay.stages[i - 1].stage);
  const stageColour = (s) => palette[stageNames.indexOf(s.stage) % palette.length];
  const number = (value, unit, digits = 1) => (value === null ? "–" : `${value.toFixed(digits)} ${unit}`);
  const rows = [
    addRow("Stage", 26, (g, w, h) => drawBand(g, w, h, stageSpans, stageColour, (s) => words(s.stage))),
    addRow("Safety gate", 22, (g, w, h) => {
      drawBand(g, w, h, replay.modes, (m) => modeColours[m.mode] ?? "#ced4da");
      g.fillStyle = "#c92a2a";
      for (const e of replay.events) g.fillRect(e.t / duration * w - 0.75, h - 9, 1.5, 9);
    }, [{ text: (t) => current(replay.modes, t)?.mode ?? "" }]),
  ];
  const curve = (label, height, curves, unit, digits) => {
    const present = curves.filter((c) => c.data.times.length > 0);
    if (present.length === 0) return;
    rows.push(addRow(label, height, (g, w, h) => drawCurves(g, w, h, present, unit), present.map((c) => ({ colour: c.colour, text: (t) => number(valueAt(c.data, t), unit, digits) }))));
  };
  curve("Wrist, grip", 46, [{ data: series.wristForce, colour: "#c92a2a" }, { data: series.gripForce, colour: "#868e96" }], "N");
  curve("Latent vs physics", 46, [{ data: series.latentDistance, colour: "#7048e8" }, { data: series.disagreement, colour: "#f08c00" }], "", 2);
  curve("Replan", 34, [{ data: series.replanMs, colour: "#1971c2" }], "ms");
  curve("In the mug", 30, [{ data: series.fillMl, colour: "#0c8599" }], "ml", 0);
  rows.push(addRow("", 16, drawAxis));

  const playhead = document.createElement("div");
  playhead.id = "playhead";
  document.getElementById("rows").append(playhead);
  for (const { plot } of rows) {
    const go = (e) => { if (e.buttons & 1) seek(e.offsetX / plot.clientWidth * duration); };
    plot.addEventListener("pointerdown", go);
    plot.addEventListener("pointermove", go);
  }
  const paint = () => rows.forEach((r) => r.paint());
  new ResizeObserver(paint).observe(document.getElementById("rows"));
  paint();
  return (time) => {
    const { plot } = rows[0];
    playhead.style.left = `${plot.offsetLeft + time / duration * plot.clientWidth}px`;
    rows.forEach((r) => r.update(time));
  };
}

function drawAxis(g, width, height) {
  const step = [1, 2, 5, 10, 20, 30, 60, 120].find((s) => duration / s <= 14) ?? 300;
  g.fillStyle = "#7d8894";
  g.font = "10px system-ui, sans-serif";
  g.textBaseline = "middle";
  for (let t = 0; t <= duration; t += step) {
    const x = t / duration * width;
    g.textAlign = t === 0 ? "left" : x > width - 14 ? "right" : "center";
    g.fillText(clock(t), x, height / 2 + 1);
  }
}

function clock(seconds, digits = 0) {
  const rounded = Number(seconds.toFixed(digits));
  const minutes = Math.floor(rounded / 60);
  const rest = (rounded - 60 * minutes).toFixed(digits).padStart(digits ? digits + 3 : 2, "0");
  return `${minutes}:${rest}`;
}
