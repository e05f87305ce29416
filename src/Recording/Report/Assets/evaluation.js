// The evaluation's page: success per stage, hazards, every seed, and the failed runs as they stood when they failed.
const { json: page } = await unpack("data");
const tints = ["#1864ab", "#c2255c", "#e67700", "#2b8a3e"];
const percent = (share) => `${Math.round(100 * share)} %`;
const interval = (s) => `${percent(s.fraction)} (${Math.round(100 * s.low)}–${Math.round(100 * s.high)})`;
const number = (value, digits) => (value === null || value === undefined ? "–" : value.toFixed(digits));
const stageNames = page.columns.reduce((longest, c) => (c.stages.length > longest.length ? c.stages.map((s) => s.name) : longest), []);
const element = (tag, className, text) => Object.assign(document.createElement(tag), className ? { className } : {}, text === undefined ? {} : { textContent: text });
const reportAt = (run, t) => `${run.report.split("/").map(encodeURIComponent).join("/")}#t=${t}&view=follow`;
const minutes = (sec) => `${Math.floor(Math.round(sec) / 60)}:${String(Math.round(sec) % 60).padStart(2, "0")}`;

document.title = `Coffee test, seeds ${page.seeds}`;
byId("title").textContent = document.title;
byId("facts").textContent = `${page.seedCount} kitchens${page.heldOut ? ", which neither training nor tuning saw" : ""} · at most ${minutes(page.timeLimitSec)} min each, simulated`;
fillPlanners();
fillStageTable();
new ResizeObserver(drawChart).observe(byId("chart"));
byId("comparisons").textContent = page.comparisons.map((c) =>
  `Seed by seed, ${c.first} against ${c.second} (${c.pairs} seeds): only ${c.first} succeeded on ${c.onlyFirst}, only ${c.second} on ${c.onlySecond}; exact sign test p = ${c.pValue.toPrecision(2)}.`).join(" ");
fillSpreads("hazards", (c) => c.hazards);
fillSpreads("efforts", (c) => [
  { name: "replan, median, ms", mean: c.replanMs.p50, max: null, digits: 0 }, { name: "replan, 99th percentile, ms", mean: c.replanMs.p99, max: null, digits: 0 }, ...c.efforts,
]);
fillMatrix();
fillGallery();
document.documentElement.dataset.ready = Math.round(performance.now());

function fillPlanners() {
  page.columns.forEach((c, i) => {
    const card = element("div", "card");
    card.style.setProperty("--tint", tints[i]);
    card.append(element("h2", "", c.name), element("b", "", `${c.success.successes} of ${c.success.trials}`), ` served, ${interval(c.success)}`,
      element("p", "", c.meaning), element("p", "", `${c.runs} of ${page.seedCount} seeds run, until ${c.made} UTC · ${shorten(c.build)}`));
    byId("planners").append(card);
  });
}

function fillTable(table, head, rows) {
  const first = table.createTHead().insertRow();
  head.forEach((text, i) => {
    const cell = first.appendChild(element("th", "", text));
    if (i > 0) cell.style.color = tints[i - 1];
  });
  const body = table.createTBody();
  for (const cells of rows) addCells(body, cells);
}

function fillStageTable() {
  const cell = (c, name) => {
    const stage = c.stages.find((s) => s.name === name);
    return stage ? `${interval(stage.reached)}${stage.medianSec === null ? "" : ` · ${stage.medianSec.toFixed(0)} s`}` : "–";
  };
  fillTable(document.querySelector("#stages table"), ["", ...page.columns.map((c) => c.name)], [
    ...stageNames.map((name) => [sentence(name), ...page.columns.map((c) => cell(c, name))]),
    ["Coffee served, and left standing", ...page.columns.map((c) => interval(c.success))],
  ]);
}

/** Stages from left to right, share of runs upward, one line a planner with the intervals as whiskers. */
function drawChart() {
  const root = byId("chart"), width = Math.max(320, root.clientWidth), height = 240, left = 44, right = 12, top = 10, bottom = 28;
  const svg = (tag, attributes, text) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const labels = [...stageNames, "left standing"];
  const step = (width - left - right) / labels.length;
  const x = (i, column) => left + step * (i + 0.5) + (column - (page.columns.length - 1) / 2) * Math.min(14, step / 8), y = (share) => top + (1 - share) * (height - top - bottom);
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, height, role: "img", "aria-label": `Share of runs that reached each stage, per planner: ${page.columns.map((c) => `${c.name} served ${interval(c.success)}`).join("; ")}` });
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    drawing.append(svg("line", { x1: left, x2: width - right, y1: y(share), y2: y(share), stroke: "#e3e8ed" }), svg("text", { x: left - 6, y: y(share) + 4, "text-anchor": "end" }, percent(share)));
  }
  labels.forEach((name, i) => drawing.append(svg("text", { x: left + step * (i + 0.5), y: height - 8, "text-anchor": "middle" }, name)));
  page.columns.forEach((c, k) => {
    const shares = [...stageNames.map((name) => c.stages.find((s) => s.name === name)?.reached), c.success];
    const points = shares.map((s, i) => (s ? `${x(i, k)},${y(s.fraction)}` : "")).filter(Boolean);
    drawing.append(svg("polyline", { points: points.join(" "), fill: "none", stroke: tints[k], "stroke-width": 1.5, opacity: 0.55 }));
    shares.forEach((s, i) => {
      if (!s) return;
      const mark = svg("g", { stroke: tints[k], "stroke-width": 1.5 });
      mark.append(svg("title", {}, `${c.name}, ${labels[i]}: ${s.successes} of ${s.trials}, ${interval(s)}`), svg("line", { x1: x(i, k), x2: x(i, k), y1: y(s.low), y2: y(s.high) }));
      for (const end of [s.low, s.high]) mark.append(svg("line", { x1: x(i, k) - 4, x2: x(i, k) + 4, y1: y(end), y2: y(end) }));
      mark.append(svg("circle", { cx: x(i, k), cy: y(s.fraction), r: 4, fill: tints[k], stroke: "#fff" }));
      drawing.append(mark);
    });
  });
  root.replaceChildren(drawing);
}

function fillSpreads(id, figures) {
  fillTable(document.querySelector(`#${id} table`), ["", ...page.columns.map((c) => c.name)], figures(page.columns[0]).map((figure, i) => [
    sentence(figure.name), ...page.columns.map((c) => { const f = figures(c)[i]; return `${number(f.mean, f.digits)}${f.max === null ? "" : ` (${number(f.max, f.digits)})`}`; }),
  ]));
}

/** How far a run got: index of the last stage reached; −1 for none. */
function reached(run) {
  return run.stages.reduce((last, s, i) => (s.success ? i : last), -1);
}
function outcomeColour(run) {
  if (run.success) return "#2f9e44";
  const shades = ["#a61e1e", "#c92a2a", "#d9480f", "#e8590c", "#e67700", "#b08900", "#8f7a00"];
  return shades[Math.min(shades.length - 1, reached(run) + 1)];
}
function outcome(run) {
  return run.success ? `served, ${run.stages.at(-1).sec.toFixed(0)} s` : run.failure || "failed";
}

function fillMatrix() {
  page.columns.forEach((c, k) => {
    const row = element("div"), cells = element("div", "cells"), name = element("div", "", c.name);
    name.style.color = tints[k];
    for (const run of page.runs.filter((r) => r.column === k)) {
      const cell = element("a", "", String(run.seed));
      cell.style.background = outcomeColour(run);
      cell.title = `seed ${run.seed}: ${outcome(run)}`;
      if (run.report) cell.href = reportAt(run, run.moment?.t ?? 0);
      cells.append(cell);
    }
    row.append(name, cells);
    byId("cells").append(row);
  });
  const seen = new Map(page.runs.map((run) => [outcomeColour(run), run.success ? "served" : reached(run) < 0 ? "no stage" : `last: ${run.stages[reached(run)].name}`]));
  for (const [colour, text] of seen) {
    const swatch = element("i");
    swatch.style.background = colour;
    byId("key").append(swatch, text);
  }
  if (page.runs.some((run) => run.report)) byId("key").append(" · outlined seeds open their report");
}

function fillGallery() {
  const failed = page.runs.filter((run) => !run.success);
  if (failed.length === 0) byId("gallery").append(element("p", "", "None."));
  const waiting = [];
  const watch = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) { watch.unobserve(target); waiting.push(target); }
    paintNext();
  }, { rootMargin: "300px" });
  let three = null, painting = false;
  async function paintNext() {
    if (painting) return;
    painting = true;
    while (waiting.length > 0) {
      const card = waiting.shift();
      try {
        paintMoment(await (three ??= importThree()), card.run.moment, card.querySelector("canvas"));
        card.dataset.painted = "1";
      } catch (error) {
        card.querySelector(".picture").append(element("span", "", "This browser offers no WebGL."));
        console.error(error);
      }
      await new Promise(requestAnimationFrame);
    }
    painting = false;
  }
  for (const run of failed) {
    const card = element("div", "card"), text = element("div", "text"), head = element("div"), picture = element(run.report ? "a" : "div", "picture");
    card.run = run;
    card.style.setProperty("--tint", tints[run.column]);
    head.append(element("b", "", `Seed ${run.seed}`), element("span", "", page.columns[run.column].name));
    text.append(head, element("div", "", sentence(run.failure)));
    if (run.moment) {
      text.append(element("div", "", `${minutes(run.moment.t)}: ${run.moment.what}`));
      const marks = element("div", "marks");
      run.moment.landmarks.forEach((mark, i) => {
        const said = `${minutes(mark.timeSec)} ${mark.what}`, link = element(run.report ? "a" : "span", "", said);
        if (run.report) link.href = reportAt(run, mark.timeSec);
        marks.append(i ? " · " : "", link);
      });
      text.append(marks);
      picture.append(element("canvas"));
      watch.observe(card);
      card.append(picture);
    } else text.append(element("div", "marks", run.report ? "" : "No report kept"));
    if (run.report) {
      picture.href = reportAt(run, run.moment?.t ?? 0);
      picture.title = "Opens the report at this moment";
    }
    card.append(text);
    byId("gallery").append(card);
  }
  const buttons = document.querySelector("#filter .buttons");
  const choose = (which) => {
    for (const button of buttons.children) button.classList.toggle("on", button.which === which);
    for (const card of byId("gallery").children) if (card.run) card.hidden = which !== null && card.run.column !== which;
  };
  const count = (which) => failed.filter((run) => which === null || run.column === which).length;
  for (const which of [null, ...page.columns.keys()]) {
    if (which !== null && count(which) === 0) continue;
    const button = Object.assign(element("button", "", `${which === null ? "All" : page.columns[which].name} ${count(which)}`), { which });
    button.addEventListener("click", () => choose(which));
    buttons.append(button);
  }
  choose(failed[0]?.column ?? null);
}

/** Draws the scene as it stood, on one canvas for all, and copies the picture. */
function paintMoment(THREE, moment, canvas) {
  const studio = byId("studio").cloneNode();
  byId("studio").replaceWith(studio);
  const scene = createScene(THREE, studio, moment.scene);
  scene.look("follow");
  scene.orbit.distance = 2.7;
  scene.render();
  [canvas.width, canvas.height] = [studio.width, studio.height];
  canvas.getContext("2d").drawImage(studio, 0, 0);
  scene.free();
}
