// The safety report: functions, promises, coverage of the fault campaign, measured stops and what follows from them.
const { json: page } = await unpack("data");
const element = (tag, className, text) => Object.assign(document.createElement(tag), className ? { className } : {}, text === undefined ? {} : { textContent: text });
const figure = (value, digits = 3) => (value === null || value === undefined ? "∞" : Math.abs(value) < 1e-12 ? "0" : Math.abs(value) >= 1e6 ? value.toExponential().replace("e+", "e") : Math.abs(value) >= 100 ? value.toFixed(0) : String(+value.toPrecision(digits)));
const payloadTints = ["#74c0fc", "#339af0", "#1864ab", "#0b2e57"];
const categories = ["0", "1", "2"];

byId("title").textContent = `Safety report: ${words(page.robot.name)}`;
byId("facts").textContent = `made ${page.made} UTC · build ${shorten(page.build)} · robot ${page.robot.hash}`;
fillSummary();
fillGreatest();
fillOverview();
for (const gap of page.gaps) fillGap(gap);
byId("gaps").hidden = page.gaps.length === 0;
for (const f of page.functions) document.querySelector("#functions .list").append(functionCard(f));
fillPromises();
fillCoverage();
fillStops();
fillSeparation();
document.documentElement.dataset.ready = Math.round(performance.now());

function fillSummary() {
  const tests = new Set(page.functions.flatMap((f) => f.tests.map((t) => `${t.file} ${t.name}`)));
  const failed = page.functions.flatMap((f) => f.tests).filter((t) => t.outcome && t.outcome !== "Passed").length;
  const c = page.campaign, worst = page.stops.filter((s) => s.time !== null).reduce((most, s) => Math.max(most, s.time), 0);
  const card = (big, text, state) => {
    const made = element("div", `card ${state ?? ""}`);
    made.append(element("b", "", big), text);
    byId("summary").append(made);
  };
  card(page.functions.length, `safety functions, ${page.functions.filter((f) => f.tests.length > 0).length} of them named by a test`);
  card(tests.size, `tests name a function${page.testsRun ? `, ${failed} of them failed` : "; no results at hand"}`, page.testsRun ? (failed ? "bad" : "good") : "");
  if (c) {
    card(`${c.broken} of ${c.episodes}`, "fault episodes broke a promise", c.broken ? "bad" : "good");
    card(`${c.hours.toFixed(1)} h`, `simulated, plans followed in ${c.activeHours.toFixed(1)} h${c.realEvery ? `; one episode in ${c.realEvery} by the stack's own brain` : "; adversarial brains only"}; seed ${c.seed}`);
  } else card("none", "fault episodes were given", "bad");
  card(`${(1000 * worst).toFixed(0)} ms`, `the longest of ${page.stops.length} measured stops`);
}

/** What follows the colon are names as the code has them: in words, so that they can be read and broken into lines. */
function fillGap(gap) {
  const item = element("li"), [label, ...rest] = gap.split(": ");
  if (rest.length > 0) item.append(element("b", "", `${label}: `), rest.join(": ").replace(/\b[A-Z][a-z]+(?:[A-Z][a-z]+)*\b/g, (name) => words(name)));
  else item.append(gap);
  document.querySelector("#gaps ul").append(item);
}

function fillGreatest() {
  const table = document.querySelector("#greatest table"), head = table.createTHead().insertRow();
  for (const text of ["axis", "category", "at stop, m/s", "payload, kg", "time to rest, ms", "travel, mm", "separation, m"]) head.append(element("th", "", text));
  const body = table.createTBody();
  for (const axis of new Set(page.stops.map((s) => s.axis))) {
    const asked = Math.max(...page.stops.filter((s) => s.axis === axis).map((s) => s.asked));
    for (const category of categories) {
      const those = page.stops.filter((s) => s.axis === axis && String(s.category) === category && s.asked === asked);
      if (those.length === 0) continue;
      const s = those.reduce((worst, one) => ((one.time ?? Infinity) > (worst.time ?? Infinity) ? one : worst));
      const needed = category === "2" ? page.separations.filter((x) => x.axis === axis).reduce((most, x) => Math.max(most, x.total), 0) : 0;
      addCells(body, [axis, category, s.speed.toFixed(2), s.payload, s.time === null ? "no rest" : (1000 * s.time).toFixed(0), (1000 * s.distance).toFixed(0), needed ? needed.toFixed(2) : ""]);
    }
  }
}

function fillOverview() {
  const table = document.querySelector("#overview table"), head = table.createTHead().insertRow();
  for (const text of ["function", "reaction", "clears", "tests", page.campaign ? "acted, episodes" : ""]) head.append(element("th", "", text));
  const body = table.createTBody();
  for (const f of page.functions) {
    const row = body.insertRow(), failed = f.tests.filter((t) => t.outcome && t.outcome !== "Passed").length, passed = f.tests.filter((t) => t.outcome === "Passed").length;
    row.insertCell().append(Object.assign(element("a", "", sentence(words(f.member))), { href: `#function-${f.member}` }));
    for (const text of [f.reaction, f.clear]) row.insertCell().textContent = text;
    const tests = f.tests.length === 0 ? "none" : page.testsRun ? `${passed} of ${f.tests.length} passed` : f.tests.length;
    Object.assign(row.insertCell(), { textContent: tests, className: f.tests.length === 0 || failed ? "no" : "" });
    row.insertCell().textContent = page.campaign ? f.acted ?? 0 : "";
  }
}

function functionCard(f) {
  const card = Object.assign(element("div", "function"), { id: `function-${f.member}` }), head = element("h3", "", sentence(words(f.member)));
  head.append(element("span", "", f.acted === null || f.acted === undefined ? "" : `acted in ${f.acted} episodes`));
  card.append(head);
  if (f.limits.length > 0) {
    const table = element("table");
    for (const l of f.limits) addCells(table, [words(l.name), `${l.values.map((v) => figure(v, 4)).join(", ")}${l.unit ? ` ${l.unit}` : ""}`]);
    card.append(table);
  }
  const list = element("dl");
  for (const [name, text] of [["Reaction", f.reaction], ["Clears", f.clear], ["Source", f.source]]) list.append(element("dt", "", name), element("dd", "", text));
  card.append(list);
  const passed = f.tests.filter((t) => t.outcome === "Passed").length;
  if (f.tests.length === 0) card.append(element("div", "no", "No test names it."));
  else {
    const details = element("details"), names = element("ul");
    details.append(element("summary", "", `${f.tests.length} ${f.tests.length === 1 ? "test" : "tests"}${page.testsRun ? `, ${passed} passed` : ""}`), names);
    for (const t of f.tests) {
      const item = names.appendChild(element("li", t.outcome && t.outcome !== "Passed" ? "no" : "", t.name.replaceAll("_", " ")));
      item.title = t.file;
      if (t.outcome) item.append(` · ${t.outcome.toLowerCase()}`);
    }
    card.append(details);
  }
  return card;
}

function fillPromises() {
  const list = document.querySelector("#promises .list");
  for (const p of page.promises) {
    const row = element("div", "promise"), m = p.measured, share = (v) => (p.limit > 1e-6 ? (v === null ? 1.5 : v / p.limit) : v > 0 || v === null ? 1.5 : 0);
    row.append(element("b", "", sentence(words(p.name))));
    const bar = element("div", "bar");
    if (m) {
      for (const [value, colour] of [[m.worst, m.broken ? "#ffa8a8" : "#b2d8bd"], [m.p99, m.broken ? "#fa5252" : "#69b37c"], [m.median, m.broken ? "#a61e1e" : "#2b8a3e"]]) {
        const part = element("i");
        part.style.cssText = `width:${Math.min(100, 66.66 * share(value))}%;background:${colour}`;
        bar.append(part);
      }
      bar.append(element("u"));
      bar.title = `median ${figure(m.median)}, 99th percentile ${figure(m.p99)}, worst ${figure(m.worst)} ${p.unit} (episode ${m.worstEpisode})`;
    }
    const value = element("div", `value ${m?.broken ? "no" : ""}`, m ? `${figure(m.worst)} of ${figure(p.limit)} ${p.unit}${m.broken ? `, broken in ${m.broken}` : ""}` : `${figure(p.limit)} ${p.unit}`);
    row.append(bar, value);
    row.append(element("div", "why", `${sentence(p.reason)}. Source: ${p.source}.${m?.broken ? ` Episodes ${m.episodes.join(", ")}${m.broken > m.episodes.length ? ", …" : ""}.` : ""}`));
    list.append(row);
  }
  if (!page.campaign) byId("promise-note").append(" No campaign was given, so only the limits are shown.");
}

function fillCoverage() {
  const c = page.campaign;
  byId("coverage").hidden = !c;
  if (!c) return;
  const table = document.querySelector("#coverage table"), caught = new Map();
  for (const i of c.injections) for (const k of i.catches) caught.set(k.function, (caught.get(k.function) ?? 0) + k.episodes);
  const functions = page.functions.map((f) => f.member).filter((name) => caught.has(name));
  const head = table.createTHead().insertRow();
  for (const text of ["fault", "episodes", "stopped", "broken"]) head.append(element("th", "", text));
  for (const name of functions) {
    const cell = element("th", "turned");
    cell.append(element("span", "", words(name)));
    head.append(cell);
  }
  const body = table.createTBody();
  let category = null;
  for (const i of c.injections) {
    const kind = i.name.startsWith("brain ") ? "Brains" : i.category;
    if (kind !== category) addGroup(body, (category = kind), functions.length + 4);
    const row = body.insertRow();
    row.title = i.what;
    row.insertCell().textContent = i.name;
    for (const [value, bad] of [[i.episodes, false], [i.stopped, false], [i.broken, i.broken > 0]]) Object.assign(row.insertCell(), { textContent: value, className: `number${bad ? " bad" : ""}` });
    for (const name of functions) {
      const k = i.catches.find((x) => x.function === name), cell = row.insertCell();
      if (!k) continue;
      const share = k.episodes / i.episodes, mark = element("i", "", `${Math.round(100 * share)}`);
      mark.style.cssText = `background:rgb(${heat(Math.sqrt(share)).map(Math.round).join()});color:${share > 0.45 ? "#fff" : "#1c2530"}`;
      mark.title = `${i.name}: ${words(name)} in ${k.episodes} of ${i.episodes} episodes, median ${(1000 * k.sec).toFixed(0)} ms after the fault began`;
      cell.append(mark);
    }
  }
}

function addGroup(body, text, columns) {
  const row = body.insertRow();
  row.className = "group";
  Object.assign(row.insertCell(), { textContent: text, colSpan: columns });
}

const svg = (tag, attributes, text) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
};

/** Travel over speed, one line a payload, one drawing an axis and category. */
function fillStops() {
  const charts = document.querySelector("#stops .charts"), payloads = [...new Set(page.stops.map((s) => s.payload))], key = element("div", "key");
  payloads.forEach((p, i) => {
    const item = element("span", "", ""), swatch = element("i");
    swatch.style.background = payloadTints[i % payloadTints.length];
    item.append(swatch, `${p} kg`);
    key.append(item);
  });
  charts.before(key);
  for (const axis of ["Base", "Arm"]) {
    for (const unit of ["time", "distance"]) charts.append(stopChart(axis, unit, payloads));
  }
  const table = document.querySelector("#stops table"), head = table.createTHead().insertRow();
  for (const text of ["axis", "category", "payload, kg", "asked, m/s", "at stop, m/s", "time, ms", "travel, mm"]) head.append(element("th", "", text));
  const body = table.createTBody();
  for (const s of page.stops) addCells(body, [s.axis, s.category, s.payload, s.asked.toFixed(3), s.speed.toFixed(3), s.time === null ? "no rest" : (1000 * s.time).toFixed(0), (1000 * s.distance).toFixed(1)]);
}

function stopChart(axis, unit, payloads) {
  const stops = page.stops.filter((s) => s.axis === axis && s.time !== null), width = 420, height = 230, left = 46, right = 10, top = 10, bottom = 34;
  const value = (s) => 1000 * s[unit], fastest = Math.max(...stops.map((s) => s.speed), 0.01) * 1.05, most = Math.max(...stops.map(value), 1) * 1.08;
  const x = (v) => left + (v / fastest) * (width - left - right), y = (v) => height - bottom - (v / most) * (height - top - bottom);
  const box = element("div"), drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${axis}: stopping ${unit} over speed` });
  box.append(element("h3", "", `${axis}: ${unit === "time" ? "time to rest, ms" : "travel to rest, mm"}`), drawing);
  for (let i = 0; i <= 4; i++) {
    const at = (most / 4) * i, v = (fastest / 4) * i;
    drawing.append(svg("line", { x1: left, x2: width - right, y1: y(at), y2: y(at), stroke: "#e3e8ed" }), svg("text", { x: left - 6, y: y(at) + 4, "text-anchor": "end" }, at.toFixed(0)));
    drawing.append(svg("text", { x: x(v), y: height - 18, "text-anchor": "middle" }, v.toFixed(2)));
  }
  drawing.append(svg("text", { x: width - right, y: height - 4, "text-anchor": "end" }, "speed at the stop, m/s; solid: category 1, dashed: 2, dotted: 0"));
  payloads.forEach((payload, i) => categories.forEach((category) => {
    const line = stops.filter((s) => s.payload === payload && String(s.category) === category).sort((a, b) => a.speed - b.speed);
    const dash = { 0: "1.5 4", 1: "", 2: "7 4" }[category], colour = payloadTints[i % payloadTints.length];
    drawing.append(svg("polyline", { points: line.map((s) => `${x(s.speed)},${y(value(s))}`).join(" "), fill: "none", stroke: colour, "stroke-width": 1.8, "stroke-dasharray": dash }));
    for (const s of line) {
      const mark = svg("circle", { cx: x(s.speed), cy: y(value(s)), r: 3, fill: colour });
      mark.append(svg("title", {}, `${axis}, category ${category}, ${payload} kg: ${s.speed.toFixed(2)} m/s, ${(1000 * s.time).toFixed(0)} ms, ${(1000 * s.distance).toFixed(1)} mm`));
      drawing.append(mark);
    }
  }));
  return box;
}

function fillSeparation() {
  byId("separation").hidden = page.separations.length === 0;
  const table = document.querySelector("#separation table"), head = table.createTHead().insertRow();
  for (const text of ["axis", "payload, kg", "speed, m/s", "person walks on, m", "reaction, m", "stopping, m", "margins, m", "separation, m"]) head.append(element("th", "", text));
  const body = table.createTBody();
  for (const s of page.separations) addCells(body, [s.axis, s.payload, s.speed.toFixed(2), s.person.toFixed(3), s.reaction.toFixed(3), s.stopping.toFixed(3), s.margins.toFixed(2), s.total.toFixed(2)]);
}
