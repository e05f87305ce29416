// Two runs: A and B. The clock is A's; B is shown at the same time, or at the corresponding place between the stages that both reached.
// The address may say where to start: #t=12.5&view=follow&layout=over&align=stage.
// Unpacked side by side with the data; what goes wrong is told where it is waited for.
const three = importThree();
three.catch(() => {});
const { json, numbers } = await unpack("data");
const [a, b] = json.runs.map(({ name, run }) => ({ ...openRun(run, numbers), name }));
globalThis.runs = [a, b]; // for whoever looks closer, in the browser's console
globalThis.differences = json.differences;
const colours = { a: "#1864ab", b: "#d9480f" };
const anchors = commonStages();
const longest = Math.max(a.duration, b.duration);
const state = { time: 0, playing: false, layout: "side", align: "clock" };
const slider = byId("slider"), play = byId("play"), speed = byId("speed");
const samePlace = JSON.stringify(a.scene.bodies.map((x) => x.name)) === JSON.stringify(b.scene.bodies.map((x) => x.name))
  && JSON.stringify(a.scene.bodies.filter((x) => !a.moving.includes(x.name) && !b.moving.includes(x.name))) === JSON.stringify(b.scene.bodies.filter((x) => !a.moving.includes(x.name) && !b.moving.includes(x.name)));
let views = [], ghost = null, ghostTime = null;

byId("facts").replaceChildren(...[a, b].flatMap((run, i) => {
  const badge = document.createElement("span"), name = document.createElement("b");
  fillVerdict(badge, run.summary.success);
  name.className = "ab"[i];
  name.textContent = `${"AB"[i]} ${run.name}`;
  return [i ? " \u2003 " : "", name, ` seed ${show(run.summary.seed)}, ${show(run.summary.planner)} `, badge];
}));
document.title = `${a.name} and ${b.name}`;
fillStageTimes();
fillFigureTable();
fillDifferences();
const panes = [a, b].map((run, i) => addPane("ab"[i], run));
const timelines = { clock: createComparison(byId("rows-clock"), longest, (t) => t), stage: createComparison(byId("rows-stage"), a.duration, fromB) };

/** Pairs of times at which both reached a stage, with the ends; rising in both. */
function commonStages() {
  const pairs = [[0, 0]], inB = new Map((b.summary.stages ?? []).filter((s) => s.success).map((s) => [s.name, s.simSeconds]));
  const both = (a.summary.stages ?? []).filter((s) => s.success && inB.has(s.name)).map((s) => [s.simSeconds, inB.get(s.name)]);
  for (const pair of [...both.sort((x, y) => x[0] - y[0]), [a.duration, b.duration]]) {
    const last = pairs.at(-1);
    if (pair[0] > last[0] && pair[1] > last[1]) pairs.push(pair);
  }
  return pairs;
}
function along(time, from, to) {
  const i = Math.max(1, anchors.findIndex((pair) => pair[from] >= time) >= 0 ? anchors.findIndex((pair) => pair[from] >= time) : anchors.length - 1);
  const [p, q] = [anchors[i - 1], anchors[i]];
  return p[to] + (q[to] - p[to]) * Math.min(1, Math.max(0, (time - p[from]) / (q[from] - p[from])));
}
function fromB(time) {
  return along(time, 1, 0);
}
function timeInB(time) {
  return Math.min(b.duration, state.align === "clock" ? time : along(time, 0, 1));
}
function end() {
  return state.align === "clock" ? longest : a.duration;
}

function addPane(which, run) {
  const pane = document.createElement("section"), canvas = document.createElement("canvas"), status = document.createElement("div");
  pane.className = "view";
  canvas.setAttribute("aria-label", `Replay of run ${which.toUpperCase()}`);
  status.className = "status";
  const [title, stage] = [document.createElement("b"), document.createElement("div")];
  title.className = which;
  status.append(title, stage);
  const statuses = Object.assign(document.createElement("div"), { className: "statuses" });
  statuses.append(status);
  pane.append(canvas, statuses);
  byId("stage").append(pane);
  const update = (time) => {
    const now = current(run.stages, time);
    title.textContent = `${which.toUpperCase()} ${clock(time, 1)}${time >= run.duration ? ", at its end" : ""}`;
    stage.textContent = now ? stageText(now) : "";
  };
  return { canvas, status, statuses, update };
}

function createComparison(root, duration, placeOfB) {
  const timeline = createTimeline(root, duration, seek, (t) => [
    `A: ${current(a.stages, t) ? stageText(current(a.stages, t)) : ""}`, `B: ${current(b.stages, timeInB(t)) ? stageText(current(b.stages, timeInB(t))) : ""}`,
  ]);
  const moved = ({ times, values }) => ({ times: Array.from(times, placeOfB), values });
  const names = [...new Set([...a.stages, ...b.stages].map((s) => s.stage))];
  const until = (spans, run, place) => (place(run.duration) < duration - 0.2 ? [...spans, { t: place(run.duration), stage: "", mode: "" }] : spans);
  for (const [which, run, place] of [["A", a, (t) => t], ["B", b, placeOfB]]) {
    const spans = run.stages.filter((s, i) => i === 0 || s.stage !== run.stages[i - 1].stage).map((s) => ({ ...s, t: place(s.t) }));
    timeline.addBand(`Stage ${which}`, until(spans, run, place), (s) => (s.stage ? stageColour(names, s.stage) : "#f3f5f8"), { text: (s) => words(s.stage), describe: spans.map((s) => `${words(s.stage)} from ${clock(s.t)}`).join(", ") });
  }
  for (const [which, run, place] of [["A", a, (t) => t], ["B", b, placeOfB]]) {
    const marks = run.events.items.filter((e) => e.by === "gate").map((e) => ({ t: place(e.t) }));
    timeline.addBand(`Safety gate ${which}`, until(run.modes.map((m) => ({ ...m, t: place(m.t) })), run, place), (m) => (m.mode ? modeColours[m.mode] ?? "#ced4da" : "#f3f5f8"), { marks, describe: `${marks.length} interventions` });
  }
  const total = (run) => ({ times: run.series.planMs.times, values: run.series.planMs.values.map((v, i) => v + run.series.encodeMs.values[i] + run.series.checkMs.values[i]) });
  const pair = (label, unit, height, get, digits, steady) => timeline.addCurves(label, unit, height, [
    { name: "A", data: get(a), colour: colours.a, steady }, { name: "B", data: moved(get(b)), colour: colours.b, dash: [4, 2], steady },
  ], { digits });
  pair("Wrist force", "N", 46, (run) => run.series.wristForceN, 1);
  pair("Largest contact so far", "N", 30, (run) => run.series.largestContactN, 0, true);
  pair("Coffee in the mug", "ml", 34, (run) => run.series.fillMl, 0, true);
  pair("Coffee spilled", "ml", 30, (run) => run.series.spilledMl, 0, true);
  pair("Latent vs physics", "m", 36, (run) => run.series.latentDistanceM, 3);
  pair("Replan", "ms", 36, total, 0);
  timeline.addAxis(placeOfB === fromB ? "Time of A, min:s" : "Time, min:s");
  return timeline;
}

function head(table, cells) {
  const row = table.createTHead().insertRow();
  for (const text of cells) row.append(Object.assign(document.createElement("th"), { textContent: text, className: /^[AB]$/.test(text) ? text.toLowerCase() : "" }));
  return table.createTBody();
}

function fillStageTimes() {
  const body = head(document.querySelector("#stages table"), ["", "A", "B", "B − A"]);
  const inB = new Map((b.summary.stages ?? []).map((s) => [s.name, s]));
  const said = (s) => (s?.success ? s.simSeconds.toFixed(1) : "✗");
  for (const s of a.summary.stages ?? []) {
    const other = inB.get(s.name), difference = other?.simSeconds - s.simSeconds;
    addCells(body, [sentence(s.name), said(s), said(other), s.success && other?.success ? `${difference > 0 ? "+" : ""}${difference.toFixed(1)}` : ""]);
  }
}

function fillFigureTable() {
  const body = head(document.querySelector("#figures table"), ["", "A", "B"]);
  const inB = new Map(figuresOf(b.summary).map(([group, name, value]) => [group + name, value]));
  let its = null;
  for (const [group, name, value] of figuresOf(a.summary).sort((x, y) => (x[0] === "run") - (y[0] === "run"))) {
    if (group !== its) addCells(body, [sentence(group), "", ""], "group");
    its = group;
    const [one, other] = [shorten(show(value)), shorten(show(inB.get(group + name)))];
    addCells(body, [name, one, other], one === other ? "" : "differs");
  }
}

function fillDifferences() {
  const body = head(document.querySelector("#parted table"), ["Channel", "From", "What: A, then B"]);
  const [first] = json.differences, at = (name) => json.differences.find((d) => d.channel === name)?.t ?? null;
  const say = (what, t) => (t === null ? `${what} never differ` : `${what} differ from ${clock(t, 1)} on`);
  document.querySelector("#parted p").textContent = !first || first.t === null ? "Nowhere: every channel says the same, message by message."
    : `Earliest: ${first.channel} at ${clock(first.t, 1)}. ${sentence(say("plans", at("plan")))}; ${say("commands", at("gate/command"))}.`;
  for (const d of json.differences) {
    const counts = d.first === d.second ? `${d.same} messages` : `as far as both go: ${d.first} messages, then ${d.second}`;
    const what = d.t === null ? (d.same ? `same, ${counts}` : `in one run only: ${counts}`) : d.field ? `${d.field.name}: ${d.field.first}, then ${d.field.second}` : "";
    const row = addCells(body, [d.channel, d.t === null ? "–" : clock(d.t, 1), what], d.t === null ? "" : "seek");
    if (d.t !== null) row.addEventListener("click", () => seek(d.t));
  }
}

function seek(to) {
  state.time = Math.min(end(), Math.max(0, to));
  update();
}

function setPlaying(on) {
  if (on && state.time >= end()) state.time = 0;
  state.playing = on;
  play.textContent = on ? "❚❚" : "▶";
}

function update() {
  slider.max = end();
  slider.value = state.time;
  byId("clock").textContent = clock(state.time, 1);
  panes[0].update(Math.min(a.duration, state.time));
  panes[1].update(timeInB(state.time));
  timelines[state.align].update(state.time);
}

function choose(what, name) {
  state[what] = name;
  for (const button of document.querySelectorAll(`#${what} button`)) button.classList.toggle("on", button.dataset[what] === name);
  byId("stage").className = state.layout;
  panes[state.layout === "over" ? 0 : 1].statuses.append(panes[1].status);
  byId("rows-clock").hidden = state.align !== "clock";
  byId("rows-stage").hidden = state.align !== "stage";
  ghost?.setVisible(state.layout === "over");
  seek(state.time);
}

function look(name) {
  views.forEach((view) => view.look(name));
  for (const button of document.querySelectorAll("#views button")) button.classList.toggle("on", button.dataset.view === name);
}

/** Where the address says to be. */
function obeyAddress() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  choose("layout", wanted.get("layout") === "over" && samePlace ? "over" : "side");
  choose("align", wanted.get("align") === "stage" ? "stage" : "clock");
  seek(Number(wanted.get("t")) || 0);
  showViews();
  look(wanted.get("view") ?? "overview");
  setPlaying(wanted.get("play") === "1");
}

for (const what of ["layout", "align"]) {
  for (const button of document.querySelectorAll(`#${what} button`)) button.addEventListener("click", () => choose(what, button.dataset[what]));
}
document.querySelector("[data-layout=over]").disabled = !samePlace;
document.querySelector("[data-layout=over]").title = samePlace ? "B as a see-through copy in A's kitchen" : "The runs took place in different kitchens";
for (const button of document.querySelectorAll("#views button")) button.addEventListener("click", () => look(button.dataset.view));
slider.addEventListener("input", () => seek(Number(slider.value)));
play.addEventListener("click", () => setPlaying(!state.playing));
addEventListener("keydown", (e) => steer(e, { time: () => state.time, end, seek, toggle: () => setPlaying(!state.playing), speed }));
obeyAddress();
try {
  const THREE = await three;
  views = [a, b].map((run, i) => createReplay(THREE, panes[i].canvas, run));
  ghost = samePlace ? views[0].ghost(b.moving, 0xd9480f) : null;
  // Both are looked at from the same side: turning one turns the other.
  panes.forEach(({ canvas }, i) => {
    for (const kind of ["pointermove", "wheel"]) canvas.addEventListener(kind, () => copyView(i, 1 - i));
  });
} catch (error) {
  console.error(error);
  byId("no3d").hidden = false;
}
function copyView(from, to) {
  const { azimuth, elevation, distance, follow, lift } = views[from].orbit;
  Object.assign(views[to].orbit, { azimuth, elevation, distance, follow, lift });
  if (samePlace && !follow) views[to].orbit.target.copy(views[from].orbit.target);
  views[to].redraw();
}
obeyAddress();
addEventListener("hashchange", obeyAddress);

function showViews() {
  if (views.length === 0) return;
  const inB = timeInB(state.time);
  if (ghost && state.layout === "over" && inB !== ghostTime) {
    for (const name of b.moving) ghost.setPose(name, b.poseAt(name, inB));
    ghostTime = inB;
  }
  views[0].show(Math.min(a.duration, state.time));
  if (state.layout === "side") views[1].show(inB);
}

let before = performance.now(), first = true;
requestAnimationFrame(function tick(now) {
  if (state.playing) {
    state.time = Math.min(end(), state.time + (now - before) / 1000 * Number(speed.value));
    if (state.time >= end()) setPlaying(false);
    update();
  }
  before = now;
  showViews();
  if (first) document.documentElement.dataset.ready = Math.round(performance.now());
  first = false;
  requestAnimationFrame(tick);
});
