// Everything around the replay: the verdict, tables, pressure maps, depth images, the list of events.
const byId = (id) => document.getElementById(id);
const words = (name) => name.replace(/_/g, " ").replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const stageText = (s) => [words(s.stage), words(s.skill), s.detail].filter(Boolean).join(": ");
const shorten = (text) => (/^[0-9a-f]{20,}$/i.test(text) ? `${text.slice(0, 12)}…` : text.replace(/\+([0-9a-f]{12})[0-9a-f]{20,}$/i, "+$1…"));

function show(value) {
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : String(+value.toPrecision(4));
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === null || value === undefined ? "–" : String(value);
}

function addCells(table, cells, className) {
  const row = table.insertRow();
  if (className) row.className = className;
  for (const text of cells) row.insertCell().textContent = text;
  return row;
}

function fillVerdict(badge, success) {
  badge.textContent = success === true ? "Coffee served" : success === false ? "No coffee" : "Unknown";
  badge.className = `badge ${success === true ? "good" : success === false ? "bad" : "unknown"}`;
}

function fillStages(table, run) {
  for (const stage of run.summary.stages ?? []) {
    const row = addCells(table, [sentence(words(show(stage.name))), stage.success ? "✓" : "✗", stage.success ? `${stage.simSeconds.toFixed(1)} s` : ""]);
    row.cells[1].className = stage.success ? "yes" : "no";
  }
}

/** The rest of a summary, whatever it holds: groups one level deep, as [group, name, value]. */
function figuresOf(summary) {
  const taken = new Set(["success", "stages", "seed", "failure"]), figures = [];
  for (const [name, value] of Object.entries(summary)) {
    if (taken.has(name) || Array.isArray(value)) continue;
    if (value !== null && typeof value === "object") {
      for (const [inner, v] of Object.entries(value)) if (v === null || typeof v !== "object") figures.push([words(name), words(inner), v]);
    } else figures.push(["run", words(name), value]);
  }
  return figures;
}

function fillFigures(table, summary) {
  let group = null;
  for (const [its, name, value] of figuresOf(summary).sort((a, b) => (a[0] === "run") - (b[0] === "run"))) {
    if (its !== group) addCells(table, [sentence(its), ""], "group");
    group = its;
    addCells(table, [name, shorten(show(value))]);
  }
}

function fillEvents(run, seek) {
  const table = document.querySelector("#events table"), { total, items } = run.events;
  byId("event-count").textContent = total === 0 ? "nothing to report" : total > items.length ? `first ${items.length} of ${total} events` : `${total} events`;
  for (const e of items) {
    const row = addCells(table, [clock(e.t, 1), sentence(words(e.source)), words(e.action), e.detail], "seek");
    row.addEventListener("click", () => seek(e.t));
  }
}

/** From light through orange to dark red; level 0 to 1. */
function heat(level) {
  const stops = [[241, 244, 247], [255, 212, 59], [240, 101, 21], [134, 16, 26]];
  const at = level * (stops.length - 1), i = Math.min(stops.length - 2, Math.floor(at)), f = at - i;
  return stops[i].map((c, k) => c + (stops[i + 1][k] - c) * f);
}

function raster(canvas, columns, rows) {
  canvas.width = columns;
  canvas.height = rows;
  canvas.style.aspectRatio = `${columns} / ${rows}`;
  const g = canvas.getContext("2d"), image = new ImageData(columns, rows);
  return (colour) => {
    for (let i = 0; i < columns * rows; i++) image.data.set([...colour(i), 255], 4 * i);
    g.putImageData(image, 0, 0);
  };
}

function createPads(run) {
  const { rows, columns, fullScaleN, frames, cells } = run.pressure, count = rows * columns;
  const pads = ["left", "right"].map((side) => ({ draw: raster(byId(`${side}-pad`), columns, rows), sum: byId(`${side}-sum`) }));
  return (time) => {
    const frame = Math.round(time * run.framesPerSec), fresh = 2, i = lastAt(frames, frame);
    const pressed = i >= 0 && frame - frames[i] <= fresh;
    pads.forEach((pad, side) => {
      const level = (c) => (pressed ? cells[(2 * i + side) * count + c] / 255 : 0);
      let newton = 0;
      for (let c = 0; c < count; c++) newton += level(c) ** 2 * fullScaleN;
      pad.draw((c) => heat(level(c)));
      pad.sum.textContent = `${newton.toFixed(1)} N`;
    });
  };
}

/** Near is warm and light, far is dark blue, no return is black. */
function depthColour(fraction) {
  const stops = [[255, 244, 214], [247, 178, 103], [190, 92, 108], [92, 58, 118], [24, 26, 58]];
  const at = fraction * (stops.length - 1), i = Math.min(stops.length - 2, Math.floor(at)), f = at - i;
  return stops[i].map((c, k) => c + (stops[i + 1][k] - c) * f);
}

function createDepthImages(run, root) {
  const views = run.cameras.map((camera) => {
    const figure = document.createElement("figure"), canvas = document.createElement("canvas"), caption = document.createElement("figcaption");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `Depth image of the ${camera.camera} camera`);
    figure.style.flexGrow = camera.width / camera.height;
    figure.append(canvas, caption);
    root.append(figure);
    return { camera, caption, draw: raster(canvas, camera.width, camera.height), shown: null };
  });
  return (time) => {
    for (const view of views) {
      const { frames, pixels, width, height, levels, near, far, camera } = view.camera;
      const i = lastAt(frames, time * run.framesPerSec + 0.5);
      if (i === view.shown) continue;
      view.shown = i;
      const at = i * width * height, middle = i < 0 ? 0 : pixels[at + (height >> 1) * width + (width >> 1)];
      view.draw((c) => (i < 0 || pixels[at + c] === 0 ? [0, 0, 0] : depthColour((pixels[at + c] - 1) / (levels - 1))));
      const metres = near * (far / near) ** ((middle - 1) / (levels - 1));
      view.caption.textContent = `${camera}${i < 0 ? ": none yet" : middle ? `, middle ${metres.toPrecision(2)} m` : ""}`;
    }
  };
}

/** Keys of a page that plays: space, arrows (with shift a tenth of a second), home, end, + and −. */
function steer(e, { time, end, seek, toggle, speed }) {
  if (e.target.tagName === "SELECT" || e.ctrlKey || e.metaKey || e.altKey) return;
  const step = e.shiftKey ? 0.1 : 1, faster = { "+": 1, "=": 1, "-": -1 }[e.key];
  if (e.key === " " && e.target.tagName !== "BUTTON") toggle();
  else if (e.key === "ArrowRight") seek(time() + step);
  else if (e.key === "ArrowLeft") seek(time() - step);
  else if (e.key === "Home") seek(0);
  else if (e.key === "End") seek(end());
  else if (faster) speed.selectedIndex = Math.min(speed.options.length - 1, Math.max(0, speed.selectedIndex + faster));
  else return;
  e.preventDefault();
}

function updateStatus(run, time) {
  const stage = current(run.stages, time), mode = current(run.modes, time), machine = current(run.machine, time);
  byId("stage").textContent = stage ? sentence(words(stage.stage)) : "Starting";
  byId("skill").textContent = stage ? [words(stage.skill), stage.detail].filter(Boolean).join(": ") : "";
  byId("mode").textContent = mode ? `gate: ${words(mode.mode)}${mode.reason ? ` (${words(mode.reason)})` : ""}` : "";
  byId("mode").style.background = mode ? `${modeColours[mode.mode] ?? "#ced4da"}88` : "";
  byId("machine").textContent = machine?.state ? `machine: ${words(machine.state)}` : "";
}
