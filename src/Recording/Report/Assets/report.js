// The report of one run: one time, many views of it. The address may say where to start: #t=12.5&view=follow&play=1.
// Unpacked side by side with the data; what goes wrong is told where it is waited for.
const three = importThree();
three.catch(() => {});
const { json, numbers } = await unpack("data");
const run = openRun(json, numbers);
globalThis.run = run; // for whoever looks closer, in the browser's console
const slider = byId("slider"), play = byId("play"), speed = byId("speed");
let time = 0, playing = false, replay = null;

fillHeader();
fillStages(document.querySelector("#stages table"), run);
byId("stages").hidden = (run.summary.stages ?? []).length === 0;
fillFigures(document.querySelector("#numbers table"), run.summary);
fillEvents(run, seek);
const updatePads = createPads(run);
const updateDepth = createDepthImages(run, byId("depth"));
const updateTimeline = createRunTimeline(run, byId("rows"), seek);
slider.max = run.duration;
slider.addEventListener("input", () => seek(Number(slider.value)));
play.addEventListener("click", () => setPlaying(!playing));
addEventListener("keydown", (e) => steer(e, { time: () => time, end: () => run.duration, seek, toggle: () => setPlaying(!playing), speed }));

function fillHeader() {
  const { summary } = run;
  fillVerdict(byId("verdict"), summary.success);
  const facts = [];
  if (summary.seed !== undefined) facts.push(`seed ${summary.seed}`);
  if (summary.planner) facts.push(`planner ${summary.planner}`);
  facts.push(`${clock(run.duration)} min simulated`);
  if (summary.failure) facts.push(summary.failure);
  if (run.truncated) facts.push("recording cut off: this is what it holds");
  byId("facts").textContent = facts.join(" · ");
  const lost = Math.max(run.lost.total, summary.recording?.dropped ?? 0);
  byId("lost").textContent = lost > 0 ? `${lost} messages lost by the recording` : "";
  const title = `Coffee run${summary.seed === undefined ? "" : ` ${summary.seed}`}`;
  byId("title").textContent = title;
  document.title = title;
  if (run.failure) {
    const { t, what, landmarks } = run.failure;
    byId("failure").hidden = false;
    const list = [...landmarks.map((l) => [l.timeSec, l.what, ""]), ...(landmarks.some((l) => Math.abs(l.timeSec - t) < 0.05) ? [] : [[t, what, ""]])];
    for (const [at, text] of list.sort((a, b) => a[0] - b[0])) {
      const button = Object.assign(document.createElement("button"), { textContent: `${clock(at, 1)} ${words(text)}`, className: Math.abs(at - t) < 0.05 ? "moment" : "" });
      button.addEventListener("click", () => seek(at));
      byId("failure").append(button);
    }
  }
}

function seek(to) {
  time = Math.min(run.duration, Math.max(0, to));
  update();
}

function setPlaying(on) {
  if (on && time >= run.duration) time = 0;
  playing = on;
  play.textContent = on ? "❚❚" : "▶";
}

function update() {
  slider.value = time;
  byId("clock").textContent = clock(time, 1);
  updateStatus(run, time);
  updatePads(time);
  updateDepth(time);
  updateTimeline(time);
}

function look(name) {
  replay?.look(name);
  for (const button of document.querySelectorAll("#views button")) button.classList.toggle("on", button.dataset.view === name);
}

/** Where the address says to be. */
function obeyAddress() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  seek(Number(wanted.get("t")) || 0);
  replay?.show(time);
  look(wanted.get("view") ?? "overview");
  setPlaying(wanted.get("play") === "1");
}

for (const button of document.querySelectorAll("#views button")) button.addEventListener("click", () => look(button.dataset.view));
obeyAddress();
try {
  replay = createReplay(await three, byId("canvas"), run);
} catch (error) {
  console.error(error);
  byId("no3d").hidden = false;
}
obeyAddress();
addEventListener("hashchange", obeyAddress);

let before = performance.now(), first = true;
requestAnimationFrame(function tick(now) {
  if (playing) {
    time = Math.min(run.duration, time + (now - before) / 1000 * Number(speed.value));
    if (time >= run.duration) setPlaying(false);
    update();
  }
  before = now;
  replay?.show(time);
  if (first) document.documentElement.dataset.ready = Math.round(performance.now());
  first = false;
  requestAnimationFrame(tick);
});
