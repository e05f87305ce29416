// Ties the parts together: messages go to the boxes and the picture, keys and buttons to the run.
const [description, schema] = await Promise.all([fetch("scene.json").then((r) => r.json()), fetch("robotics_stack.proto").then((r) => r.text())]);
const state = { tick: null, timing: null, gate: null, replan: null, trace: null, greeting: null, frames: 0, stopSentAt: null, isOver: false };
const stageNames = [];
const simulatedSec = () => (state.tick ? state.tick.timeNs * 1e-9 : 0);
let world = null;
try {
  world = createWorld(await import("/three.module.js"), byId("canvas"), description);
} catch (error) {
  console.error(error);
  byId("no3d").hidden = false;
}

const pads = { left: createPad("left"), right: createPad("right") };
const cameras = { wrist: createCamera("wrist", byId("cameras")), head: createCamera("head", byId("cameras")) };
const strips = createStrips(document.querySelector("#strips .rows"));
const stageBand = strips.band("Stage", (name) => stageColour(stageNames, name), words);
const gateBand = strips.band("Safety gate", (name) => modeColours[name]);
const force = strips.curves("Force", "N", 38, [{ name: "wrist", colour: "#c92a2a" }, { name: "grip", colour: "#868e96" }], 1);
const apart = strips.curves("Latent vs physics", "mm", 34, [{ name: "distance", colour: "#7048e8" }], 0);
const unsure = strips.curves("Disagreement", "", 30, [{ name: "variance", colour: "#f08c00" }], null);
const replanMs = strips.curves("Replan", "ms", 34, [{ name: "encode", colour: "#2b8a3e" }, { name: "plan", colour: "#1971c2" }, { name: "check", colour: "#e8590c" }], 0);

const take = {
  "lockstep/tick": (m) => { state.tick = m; },
  "plant/truth": (m) => {
    world?.moveTo(m);
    byId("machine").textContent = m.machineState ? `machine: ${words(m.machineState)}` : "";
  },
  "plant/score": (m) => { state.score = m; },
  "sensors/joints": (m) => force(1, seconds(m.header), Math.abs(m.gripperForceN)),
  "sensors/wrench": (m) => force(0, seconds(m.header), Math.hypot(m.forceN.x, m.forceN.y, m.forceN.z)),
  "sensors/tactile": (m) => {
    pads.left(m.leftN, m.rows, m.columns);
    pads.right(m.rightN, m.rows, m.columns);
  },
  "sensors/camera/wrist": (m) => cameras.wrist(m),
  "sensors/camera/head": (m) => cameras.head(m),
  "gate/state": takeGate,
  "gate/event": (m) => {
    addGateEvent(m);
    gateBand.mark(seconds(m.header));
  },
  "gate/timing": (m) => {
    state.timing = m;
    showLoop(m, state.tick);
    showSteering();
  },
  "brain/task": (m) => {
    if (!stageNames.includes(m.stage)) stageNames.push(m.stage);
    stageBand.set(seconds(m.header), m.stage);
    byId("stage").textContent = sentence(words(m.stage));
    byId("skill").textContent = [words(m.skill), m.detail].filter(Boolean).join(": ");
  },
  "brain/tree": showTree,
  "brain/replan": (m) => {
    const t = seconds(m.header);
    state.replan = m;
    apart(0, t, 1000 * m.latentPhysicsDistance);
    unsure(0, t, m.disagreement);
    [m.encodeMs, m.planMs, m.checkMs].forEach((ms, i) => replanMs(i, t, ms));
  },
  "brain/planner": (m) => { state.trace = m; },
  "brain/map": (m) => world?.setBelief(m),
};

function takeGate(m) {
  const mode = gateModes[m.mode];
  state.gate = m;
  gateBand.set(seconds(m.header), mode);
  showGate(m);
  byId("mode").textContent = `gate: ${words(mode)}${m.reason ? ` (${words(m.reason)})` : ""}`;
  byId("mode").style.background = `${modeColours[mode]}88`;
  if (mode === "PowerOff") say(`Stopped: the gate says ${words(mode)}${m.reason ? `, ${words(m.reason)}` : ""}.`, "bad");
}

/** What one frame brought is shown once, however many messages it held. */
let shownReplan = null, shownTrace = null;
function showFrame(bytes) {
  if (bytes > 0) state.frames++;
  if (state.tick) {
    const t = simulatedSec(), stale = 2;
    byId("clock").textContent = clock(t, 1);
    strips.setTime(t);
    if (state.replan && t - seconds(state.replan.header) > stale) state.replan = state.trace = null;
  }
  if (state.replan !== shownReplan || state.trace !== shownTrace) {
    if (state.replan !== shownReplan) world?.setPlan(state.replan);
    if (state.trace !== shownTrace) world?.setElites(state.trace);
    showPlanner(state.trace, state.replan);
    [shownReplan, shownTrace] = [state.replan, state.trace];
  }
}

function say(text, kind = "") {
  byId("banner").hidden = !text;
  byId("banner").textContent = text;
  byId("banner").className = kind;
}

function setLink(text, kind) {
  byId("link").textContent = text;
  byId("link").className = `badge ${kind}`;
}

const link = openLink(schema, {
  greeting: (greeting) => {
    state.greeting = greeting;
    byId("title").textContent = document.title = greeting.title;
    setLink("live", "good");
    if (byId("banner").className === "lost") say("");
    showSteering();
  },
  message: (topic, message) => take[topic]?.(message),
  frame: showFrame,
  ended: (how) => {
    state.isOver = true;
    setLink("ended", "unknown");
    say(how);
    showSteering();
  },
  lost: () => {
    if (state.isOver) return;
    setLink("no connection", "bad");
    say("The connection to the run is lost: the buttons of this page do nothing now.", "lost");
    showSteering();
  },
});

// ---- steering ----

const isLive = () => Boolean(state.greeting) && link.isOpen() && !state.isOver;
const canPause = () => isLive() && state.greeting.canPause;
const isPaused = () => Boolean(state.timing?.paused);

function showSteering() {
  const why = state.greeting && !state.greeting.canPause ? "A world on the wall clock cannot be paused" : "Space";
  for (const id of ["pause", "step", "speed"]) byId(id).disabled = !canPause();
  byId("pause").textContent = isPaused() ? "Resume" : "Pause";
  byId("pause").title = why;
  byId("pause").classList.toggle("on", isPaused());
  byId("stop").disabled = !isLive() || !state.greeting.canStop;
  byId("stop").title = state.greeting && !state.greeting.canStop ? "A recording has no gate to stop" : "S or Esc: the gate's emergency stop";
  if (state.timing && document.activeElement !== byId("speed")) showSpeed(state.timing.speed);
}

function showSpeed(speed) {
  const menu = byId("speed"), value = String(speed);
  if (![...menu.options].some((o) => o.value === value)) menu.add(new Option(`${+speed.toPrecision(3)}×`, value), 0);
  menu.value = value;
}

const answerWithinMs = 1500;
const steer = {
  pause: () => { if (canPause()) link.send({ do: isPaused() ? "resume" : "pause" }); },
  step: () => { if (canPause()) link.send({ do: "step" }); },
  stop: () => {
    if (byId("stop").disabled) return;
    link.send({ do: "stop" });
    byId("stop").classList.add("sent");
    say("Stop sent; waiting for the gate's answer …");
    setTimeout(() => { if (gateModes[state.gate?.mode] !== "PowerOff") say("No answer from the gate: use the stop on the robot itself.", "bad"); }, answerWithinMs);
  },
};
for (const [id, act] of Object.entries(steer)) byId(id).addEventListener("click", act);
byId("speed").addEventListener("change", (e) => {
  if (canPause()) link.send({ do: "speed", speed: Number(e.target.value) });
  e.target.blur();
});

function look(name) {
  world?.look(name);
  for (const button of document.querySelectorAll("#views button")) button.classList.toggle("on", button.dataset.view === name);
}
for (const button of document.querySelectorAll("#views button")) button.addEventListener("click", () => look(button.dataset.view));
for (const box of document.querySelectorAll("#legend input")) box.addEventListener("change", () => world?.setLayer(box.dataset.layer, box.checked));

const keys = {
  " ": steer.pause, ".": steer.step, s: steer.stop, Escape: steer.stop, f: () => look("follow"),
  1: () => look("overview"), 2: () => look("follow"), 3: () => look("gripper"), 4: () => look("top"),
};
addEventListener("keydown", (e) => {
  const act = keys[e.key.length === 1 ? e.key.toLowerCase() : e.key];
  const typing = e.target.tagName === "SELECT" || (e.target.tagName === "INPUT" && e.key === " ");
  if (!act || typing || e.ctrlKey || e.metaKey || e.altKey || e.repeat && e.key !== ".") return;
  e.preventDefault();
  act();
});
// A button in focus would take the space bar for itself, and pause the wrong thing.
for (const button of document.querySelectorAll("button")) button.addEventListener("keydown", (e) => { if (e.key === " ") e.preventDefault(); });
for (const button of document.querySelectorAll("button")) button.addEventListener("click", () => button.blur());

// ---- pointer: a click picks, a drag turns, two fingers zoom ----

const canvas = byId("canvas"), fingers = new Map(), clickSlack = 6;
let pressed = null, spread = null;
canvas.addEventListener("pointerdown", (e) => {
  fingers.set(e.pointerId, [e.clientX, e.clientY]);
  pressed = fingers.size === 1 ? [e.clientX, e.clientY] : null;
  spread = null;
}, true);
canvas.addEventListener("pointermove", (e) => {
  if (!fingers.has(e.pointerId)) return;
  fingers.set(e.pointerId, [e.clientX, e.clientY]);
  if (fingers.size < 2 || !world) return;
  e.stopImmediatePropagation();
  const [[ax, ay], [bx, by]] = fingers.values(), apartPx = Math.hypot(ax - bx, ay - by);
  if (spread) {
    world.orbit.distance = Math.min(40, Math.max(0.15, world.orbit.distance * spread / apartPx));
    world.redraw();
  }
  spread = apartPx;
}, true);
for (const kind of ["pointerup", "pointercancel"]) canvas.addEventListener(kind, (e) => {
  fingers.delete(e.pointerId);
  spread = null;
  if (kind === "pointerup" && pressed && Math.hypot(e.clientX - pressed[0], e.clientY - pressed[1]) < clickSlack) {
    world?.pickAt(e.clientX, e.clientY);
    showPicked(world?.describePicked(), simulatedSec());
  }
  pressed = null;
}, true);

// ---- what is shown from time to time ----

let counted = 0;
const showPickedEveryMs = 200;
setInterval(() => showPicked(world?.describePicked(), simulatedSec()), showPickedEveryMs);
setInterval(() => {
  byId("rate").textContent = isLive() ? `${state.frames - counted} frames/s` : "–";
  counted = state.frames;
}, 1000);
// Smooth enough, and half the work for a machine that may be running the robot too; less where drawing takes long.
const drawEveryMs = 30, drawShare = 0.5;
let drawAgainAt = 0;
new ResizeObserver(() => showPlanner(state.trace, state.replan)).observe(byId("costs"));
requestAnimationFrame(function draw() {
  const began = performance.now();
  if (began >= drawAgainAt) {
    world?.advance();
    strips.paint();
    drawAgainAt = Math.max(began + drawEveryMs, performance.now() + (performance.now() - began) * (1 / drawShare - 1));
  }
  requestAnimationFrame(draw);
});
look("overview");
showSteering();

/** For the browser's console, and for tests. */
globalThis.robotPage = { state, world };
