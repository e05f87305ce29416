// Ties the parts together: one time, many views of it. The address may say where to start: #t=12.5&view=follow.
const wanted = new URLSearchParams(location.hash.slice(1));
const slider = byId("slider"), play = byId("play");
let time = Math.min(duration, Math.max(0, Number(wanted.get("t")) || 0));
let playing = false;
let view = null;

fillHeader();
fillStages();
fillNumbers();
fillEvents(seek);
const updatePads = createPads();
const updateTimeline = createTimeline(seek);
slider.max = duration;
slider.addEventListener("input", () => seek(Number(slider.value)));
play.addEventListener("click", () => setPlaying(!playing));
addEventListener("keydown", (e) => {
  if (e.target.tagName === "SELECT" || e.target.tagName === "BUTTON") return;
  if (e.key === " ") setPlaying(!playing);
  else if (e.key === "ArrowRight" && e.target !== slider) seek(time + 1);
  else if (e.key === "ArrowLeft" && e.target !== slider) seek(time - 1);
  else return;
  e.preventDefault();
});

function seek(to) {
  time = Math.min(duration, Math.max(0, to));
  update();
}

function setPlaying(on) {
  if (on && time >= duration) time = 0;
  playing = on;
  play.textContent = on ? "❚❚" : "▶";
}

function update() {
  slider.value = time;
  byId("clock").textContent = clock(time, 1);
  updateStatus(time);
  updatePads(time);
  updateTimeline(time);
}

function look(name) {
  view?.look(name);
  for (const button of document.querySelectorAll("#views button")) button.classList.toggle("on", button.dataset.view === name);
}

/** three.js travels as text in this page; a module can only be imported from an address, so each part gets one. */
async function importThree() {
  const address = (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const core = address(byId("three-core").textContent);
  return import(address(byId("three-module").textContent.replaceAll("./three.core.js", core)));
}

try {
  view = createScene(await importThree(), byId("canvas"));
} catch (error) {
  console.error(error);
  byId("no3d").hidden = false;
}
for (const button of document.querySelectorAll("#views button")) button.addEventListener("click", () => look(button.dataset.view));
look(wanted.get("view") ?? "overview");
update();
setPlaying(wanted.get("play") === "1");

let before = performance.now();
requestAnimationFrame(function tick(now) {
  if (playing) {
    time = Math.min(duration, time + (now - before) / 1000 * Number(byId("speed").value));
    if (time >= duration) setPlaying(false);
    update();
  }
  before = now;
  view?.show(time);
  requestAnimationFrame(tick);
});
