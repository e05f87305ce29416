// Everything around the replay: the verdict, tables, pressure maps, the list of events.
const byId = (id) => document.getElementById(id);
const words = (name) => name.replace(/_/g, " ").replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function show(value) {
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : String(+value.toPrecision(4));
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === null ? "–" : String(value);
}

function addCells(table, cells, className) {
  const row = table.insertRow();
  if (className) row.className = className;
  for (const text of cells) row.insertCell().textContent = text;
  return row;
}

function fillHeader() {
  const success = summary.success;
  const verdict = byId("verdict");
  verdict.textContent = success === true ? "Coffee served" : success === false ? "No coffee" : "Unknown";
  verdict.className = `badge ${success === true ? "good" : success === false ? "bad" : "unknown"}`;
  const facts = [];
  if (summary.seed !== undefined) facts.push(`seed ${summary.seed}`);
  facts.push(`${clock(replay.duration)} min simulated`);
  if (summary.failure) facts.push(summary.failure);
  if (read("truncated")) facts.push("recording cut off: this is what it holds");
  byId("facts").textContent = facts.join(" · ");
  const title = `Coffee run${summary.seed === undefined ? "" : ` ${summary.seed}`}`;
  byId("title").textContent = title;
  document.title = title;
}

function fillStages() {
  const table = document.querySelector("#stages table");
  const stages = Array.isArray(summary.stages) ? summary.stages : [];
  byId("stages").hidden = stages.length === 0;
  for (const stage of stages) {
    const seconds = stage.simSeconds ?? stage.sim_seconds ?? stage.seconds;
    const row = addCells(table, [sentence(words(show(stage.name))), "", stage.success && typeof seconds === "number" ? `${seconds.toFixed(1)} s` : ""]);
    row.cells[1].textContent = stage.success ? "✓" : "✗";
    row.cells[1].className = stage.success ? "yes" : "no";
  }
}

/** The rest of the summary, whatever it holds: groups one level deep. */
function fillNumbers() {
  const table = document.querySelector("#numbers table");
  const taken = new Set(["success", "stages", "seed", "failure"]);
  for (const [name, value] of Object.entries(summary)) {
    if (taken.has(name) || Array.isArray(value)) continue;
    if (value !== null && typeof value === "object") {
      addCells(table, [sentence(words(name)), ""], "group");
      for (const [inner, v] of Object.entries(value)) if (v === null || typeof v !== "object") addCells(table, [words(inner), shorten(show(v))]);
    } else addCells(table, [sentence(words(name)), shorten(show(value))]);
  }
}
const shorten = (text) => (/^[0-9a-f]{20,}$/i.test(text) ? `${text.slice(0, 12)}…` : text);

function fillEvents(seek) {
  const table = document.querySelector("#events table");
  const total = replay.eventCount;
  byId("event-count").textContent = total === 0 ? "nothing to report" : total > replay.events.length ? `first ${replay.events.length} of ${total} events` : `${total} events`;
  for (const e of replay.events) {
    const row = addCells(table, [clock(e.t, 1), sentence(words(e.source)), e.action, e.detail], "seek");
    row.addEventListener("click", () => seek(e.t));
  }
}

/** From white through orange to dark red. */
function heat(level) {
  const stops = [[241, 244, 247], [255, 212, 59], [240, 101, 21], [134, 16, 26]];
  const at = level / 255 * (stops.length - 1), i = Math.min(stops.length - 2, Math.floor(at)), f = at - i;
  return stops[i].map((c, k) => c + (stops[i + 1][k] - c) * f);
}

function createPads() {
  const { rows, columns, fullScaleN } = pressure, count = rows * columns;
  const pads = ["left", "right"].map((side) => {
    const canvas = byId(`${side}-pad`);
    canvas.width = columns;
    canvas.height = rows;
    canvas.style.aspectRatio = `${columns} / ${rows}`;
    return { g: canvas.getContext("2d"), sum: byId(`${side}-sum`), image: new ImageData(columns, rows) };
  });
  return (time) => {
    const frame = Math.round(time * replay.framesPerSec), fresh = 2;
    const i = lastAt(pressure.frames, frame);
    const pressed = i >= 0 && frame - pressure.frames[i] <= fresh;
    pads.forEach((pad, side) => {
      let newton = 0;
      for (let c = 0; c < count; c++) {
        const level = pressed ? pressure.cells[(2 * i + side) * count + c] : 0;
        newton += (level / 255) ** 2 * fullScaleN;
        pad.image.data.set([...heat(level), 255], 4 * c);
      }
      pad.g.putImageData(pad.image, 0, 0);
      pad.sum.textContent = `${newton.toFixed(1)} N`;
    });
  };
}

function updateStatus(time) {
  const stage = current(replay.stages, time), mode = current(replay.modes, time), machine = current(replay.machine, time);
  byId("stage").textContent = stage ? sentence(words(stage.stage)) : "Starting";
  byId("skill").textContent = stage ? [words(stage.skill), stage.detail].filter(Boolean).join(": ") : "";
  byId("mode").textContent = mode ? `gate: ${words(mode.mode)}${mode.reason ? ` (${mode.reason})` : ""}` : "";
  byId("mode").style.background = mode ? `${modeColours[mode.mode] ?? "#ced4da"}88` : "";
  byId("machine").textContent = machine?.state ? `machine: ${words(machine.state)}` : "";
}
