// Ties the parts together: asks the model for one step after another and shows each. The address may say where to start: #t=12.5
const stepMs = 100, gentle = 0.5;
/** Key: axis of the action and its sign; x forward, y left, z up, yaw to the left. */
const moves = { w: [0, 1], s: [0, -1], a: [1, 1], d: [1, -1], e: [2, 1], q: [2, -1], arrowleft: [3, 1], arrowright: [3, -1] };
const gripperAxis = 4, closing = -1;

const overview = await (await fetch("/dream.json")).json();
const moments = overview.moments;
/** Place of each moment on the time line. */
const places = moments.reduce((list, m, i) => {
  const gap = i === 0 ? 0 : m.t - moments[i - 1].t, pause = 2.2;
  return [...list, i === 0 ? 0 : list[i - 1] + (gap < 3 * overview.stepSeconds ? gap : pause)];
}, []);
const length = Math.max(1, places.at(-1));
let driver = "you", playing = false, waiting = false, queue = [], picture = null, trail = [], held = new Set(), grip = closing, timer = null;
const start = () => moments[picture.moment];
const showPanels = createPanels(), showDoubts = createDoubts();
byId("facts").textContent = `${overview.seed === "" ? "" : `kitchen ${overview.seed} · `}world model ${shorten(overview.modelHash)} · ${moments.length} moments`;

let scene = null;
try {
  scene = createDreamScene(await import("/three.module.js"), byId("canvas"));
} catch (error) {
  console.error(error);
  byId("no3d").hidden = false;
}

// ---- the line to the model: one request at a time, each answered by one picture
const socket = new WebSocket(`ws://${location.host}/dream`);
socket.addEventListener("open", () => begin(momentAt(Number(new URLSearchParams(location.hash.slice(1)).get("t")) || 0)));
socket.addEventListener("message", (e) => {
  waiting = false;
  const answer = JSON.parse(e.data);
  if (answer) showPicture(answer);
  else setPlaying(false);
  if (queue.length > 0) ask(queue.shift());
});
socket.addEventListener("close", () => {
  byId("banner").textContent = "The dream has ended: its program was stopped. Start ./robot dream again and reload this page.";
  byId("banner").hidden = false;
});
function ask(request) {
  if (waiting) return void (request.begin === undefined || (queue = [request]));
  waiting = true;
  socket.send(JSON.stringify(request));
}
const begin = (moment) => { setPlaying(false); ask({ begin: moment }); };

/** One step by whoever acts. */
function step() {
  if (driver !== "you") return ask({ follow: driver });
  const action = [0, 0, 0, 0, 0], speed = byId("fast").checked ? 1 : gentle;
  for (const key of held) if (moves[key]) action[moves[key][0]] += moves[key][1] * speed;
  if (held.has(" ")) action[gripperAxis] = grip;
  ask({ action });
}

function showPicture(next) {
  const before = picture?.moment;
  picture = next;
  if (picture.step === 0) trail = [];
  trail[picture.step] = picture;
  const way = (pose) => trail.flatMap((p) => pose(p)?.gripper.slice(0, 3) ?? []);
  scene?.show(picture, start(), { imagined: way((p) => p.imagined.pose), happened: way((p) => p.happened?.pose) });
  if (before !== picture.moment) scene?.look("near", start());
  byId("ahead").textContent = picture.step === 0 ? "Real observation" : `Step ${picture.step} · ${(picture.step * overview.stepSeconds).toFixed(1)} s imagined`;
  byId("from").textContent = `from ${clock(start().t, 1)} of the run, ${words(start().skill)}`;
  showPanels(picture, byId("alone").checked);
  showDoubts(picture, trail);
  timeline.update(Math.min(length, places[picture.moment] + picture.step * overview.stepSeconds));
  Object.assign(document.body.dataset, { step: picture.step, moment: picture.moment, gripper: picture.imagined.pose.gripper.map((v) => v.toFixed(4)).join(" ") });
}

// ---- controls
function setDriver(name) {
  driver = name;
  setPlaying(false);
  for (const button of document.querySelectorAll("[data-driver]")) button.classList.toggle("on", button.dataset.driver === name);
  byId("keys").classList.toggle("idle", name !== "you");
}
function setPlaying(on) {
  playing = on;
  byId("run").textContent = on ? "❚❚ Pause" : "▶ Run";
  tick();
}
/** The clock runs while a key is held or the recording plays, ten steps a second. */
function tick() {
  const runs = playing || (driver === "you" && held.size > 0);
  if (runs && timer === null) {
    step();
    timer = setInterval(step, stepMs);
  } else if (!runs && timer !== null) {
    clearInterval(timer);
    timer = null;
  }
}
function press(key) {
  if (held.has(key)) return;
  if (driver !== "you") setDriver("you");
  held.add(key);
  document.querySelector(`[data-key="${key}"]`)?.classList.add("held");
  tick();
}
function release(key) {
  if (!held.delete(key)) return;
  document.querySelector(`[data-key="${key}"]`)?.classList.remove("held");
  if (key === " ") {
    grip = -grip;
    byId("grip").textContent = grip === closing ? "Space: close" : "Space: open";
  }
  tick();
}
const drivers = { 1: "you", 2: "recorded", 3: "plan" };
addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  const key = e.key.toLowerCase();
  if (moves[key] || key === " ") press(key);
  else if (drivers[key]) setDriver(drivers[key]);
  else if (key === "r") begin(picture.moment);
  else if (key === ".") step();
  else if (key === "enter" && e.target.tagName !== "BUTTON") setPlaying(!playing);
  else return;
  e.preventDefault();
});
addEventListener("keyup", (e) => release(e.key.toLowerCase()));
addEventListener("blur", () => [...held].forEach(release));
for (const button of document.querySelectorAll("[data-key]")) {
  button.addEventListener("pointerdown", (e) => { e.preventDefault(); button.setPointerCapture(e.pointerId); press(button.dataset.key); });
  for (const end of ["pointerup", "pointercancel"]) button.addEventListener(end, () => release(button.dataset.key));
  button.addEventListener("contextmenu", (e) => e.preventDefault());
}
for (const button of document.querySelectorAll("[data-driver]")) button.addEventListener("click", () => setDriver(button.dataset.driver));
for (const button of document.querySelectorAll("[data-view]")) button.addEventListener("click", () => scene?.look(button.dataset.view, start()));
byId("run").addEventListener("click", () => setPlaying(!playing));
byId("step").addEventListener("click", step);
byId("reset").addEventListener("click", () => begin(picture.moment));
byId("alone").addEventListener("change", () => showPanels(picture, byId("alone").checked));
// A button that keeps the focus would take Space and Enter for itself.
addEventListener("click", (e) => { if (e.target.tagName === "BUTTON") e.target.blur(); });

// ---- the whole recording: time in which the arm stood still is cut down to a gap
function momentAt(t) {
  return moments.reduce((best, m, i) => (Math.abs(m.t - t) < Math.abs(moments[best].t - t) ? i : best), 0);
}
function nearest(place) {
  return places.reduce((best, p, i) => (Math.abs(p - place) < Math.abs(places[best] - place) ? i : best), 0);
}
const timeline = createTimeline(document.querySelector("#timeline .rows"), length, (place) => begin(nearest(place)),
  (place) => { const m = moments[nearest(place)]; return [`${clock(m.t, 1)} of the run`, words(m.skill)]; });
const skills = [...new Set(moments.map((m) => m.skill))];
const spans = moments.map((m, i) => ({ t: places[i], skill: m.skill, new: i === 0 || m.skill !== moments[i - 1].skill || !m.continues })).filter((s) => s.new);
function series(value) {
  const known = moments.map((m, i) => [places[i], value(m)]).filter(([, v]) => v !== null);
  return { times: known.map(([place]) => place), values: known.map(([, v]) => v) };
}
timeline.addBand("Skill", spans, (s) => stageColour(skills, s.skill), { text: (s) => words(s.skill), readouts: [{ text: (place) => words(current(spans, place)?.skill ?? "") }] });
timeline.addCurves("Surprise, one step ahead", "× usual", 46, [{ name: "surprise", colour: "#7048e8", data: series((m) => m.surprise) }]);
timeline.addCurves(`Position off after ${overview.errorSeconds} s`, "mm", 46, [
  { name: "object", colour: "#2463eb", data: series((m) => m.objectErrorMm) }, { name: "goal", colour: "#2b8a3e", data: series((m) => m.goalErrorMm) },
]);
timeline.addCurves("Ensemble's doubt", "×", 36, [{ name: "doubt", colour: "#f08c00", data: series((m) => m.doubt) }], { digits: 2 });
timeline.addAxis("While the arm moved");

setDriver("you");
requestAnimationFrame(function frame() {
  scene?.render();
  requestAnimationFrame(frame);
});
