// The boxes beside the picture: touch and depth, the search, the gate, the task tree, the loop.
const gateModes = ["Disengaged", "Engaging", "Active", "Hold", "ControlledStop", "PowerOff"];
const precise = (value) => (Number.isFinite(value) ? String(+value.toPrecision(2)) : "–");
const fixed = (value, digits = 1) => (Number.isFinite(value) ? value.toFixed(digits) : "–");

function fillTable(table, rows) {
  table.replaceChildren();
  for (const cells of rows) addCells(table, cells);
}

function createPad(side) {
  const fullScaleN = 2;
  let draw = null, size = "";
  return (cells, rows, columns) => {
    if (cells.length !== rows * columns) return;
    if (size !== `${rows}x${columns}`) draw = raster(byId(`${side}-pad`), columns, rows);
    size = `${rows}x${columns}`;
    draw((i) => heat(Math.min(1, Math.sqrt(Math.max(0, cells[i]) / fullScaleN))));
    byId(`${side}-sum`).textContent = `${cells.reduce((sum, n) => sum + n, 0).toFixed(1)} N`;
  };
}

/** Depth above, what the segmentation says below; one colour for each class. */
function createCamera(name, root) {
  const nearM = 0.1, farM = 6, classes = ["#30363d", "#5c677d", "#8d99ae", "#b08968", "#ddb892", "#e85d04", "#2a9d8f", "#e9c46a", "#7b2cbf", "#d90429", "#4361ee", "#80b918"];
  const colours = classes.map((hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)));
  const figure = document.createElement("figure"), caption = document.createElement("figcaption");
  const [depth, segments] = ["depth", "segmentation"].map((what) => {
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${what} of the ${name} camera`);
    canvas.id = `${name}-${what}`;
    figure.append(canvas);
    return canvas;
  });
  figure.append(caption);
  root.append(figure);
  let draw = null, shown = "";
  return ({ width, height, depthMm, segmentation }) => {
    if (depthMm.length !== 2 * width * height) return;
    if (shown !== `${width}x${height}`) {
      draw = { depth: raster(depth, width, height), segments: raster(segments, width, height) };
      shown = `${width}x${height}`;
      figure.style.flexGrow = width / height;
    }
    const view = new DataView(depthMm.buffer, depthMm.byteOffset, depthMm.byteLength), metres = (i) => view.getUint16(2 * i, true) / 1000;
    draw.depth((i) => (metres(i) === 0 ? [0, 0, 0] : depthColour(Math.min(1, Math.max(0, Math.log(metres(i) / nearM) / Math.log(farM / nearM))))));
    segments.hidden = segmentation.length !== width * height;
    if (!segments.hidden) draw.segments((i) => colours[segmentation[i] % colours.length]);
    const middle = metres((height >> 1) * width + (width >> 1));
    caption.textContent = `${name}${middle ? ` ${middle.toFixed(2)} m` : ""}`;
    caption.title = "Depth in the middle";
  };
}

/** Best and dearest elite of each iteration, on a logarithmic scale if they are far apart. */
function drawCosts(canvas, iterations) {
  const width = canvas.clientWidth, height = 84, scale = devicePixelRatio, g = canvas.getContext("2d");
  canvas.width = width * scale;
  canvas.height = height * scale;
  g.scale(scale, scale);
  const all = iterations.flatMap((i) => [i.bestCost, i.lastEliteCost]).filter(Number.isFinite);
  if (all.length === 0) return;
  const low = Math.min(...all), high = Math.max(...all, low + 1e-9), top = 16, bottom = height - 16;
  const y = (cost) => bottom - (cost - low) / (high - low) * (bottom - top), x = (i) => (i + 0.5) / iterations.length * width;
  const line = (key, colour) => {
    g.strokeStyle = g.fillStyle = colour;
    g.lineWidth = 1.5;
    g.beginPath();
    iterations.forEach((it, i) => g.lineTo(x(i), y(it[key])));
    g.stroke();
    iterations.forEach((it, i) => g.fillRect(x(i) - 2, y(it[key]) - 2, 4, 4));
  };
  line("lastEliteCost", "#b197fc");
  line("bestCost", "#5f3dc4");
  g.fillStyle = "#5f6c7a";
  g.font = "10px system-ui, sans-serif";
  g.fillText(`cost ${+high.toPrecision(3)}`, 2, 9);
  g.fillText(`${+low.toPrecision(3)}`, 2, height - 4);
  g.textAlign = "right";
  g.fillText(`best and last elite of ${iterations.length} iterations`, width - 2, height - 4);
}

function showPlanner(trace, replan) {
  if (trace) drawCosts(byId("costs"), trace.iterations);
  if (!replan) return;
  fillTable(document.querySelector("#planner table"), [
    ["skill", words(replan.skill)],
    ["samples, iterations", `${replan.samples}, ${replan.iterations}`],
    ["latent vs physics", Number.isFinite(replan.latentPhysicsDistance) ? `${(1000 * replan.latentPhysicsDistance).toFixed(0)} mm` : "–"],
    ["disagreement", precise(replan.disagreement)],
    ["checked, vetoed", `${replan.candidatesChecked}, ${replan.candidatesVetoed}${replan.vetoReason ? `: ${words(replan.vetoReason)}` : ""}`],
    ["encode, plan, check", `${fixed(replan.encodeMs, 0)}, ${fixed(replan.planMs, 0)}, ${fixed(replan.checkMs, 0)} ms`],
  ]);
}

function showGate(state) {
  fillTable(document.querySelector("#gate table"), [
    ["mode", `${words(gateModes[state.mode])}${state.reason ? ` (${words(state.reason)})` : ""}`],
    ["interventions", state.interventions],
    ["plans stale, refused", `${state.stalePlans}, ${state.refusedPlans}`],
    ["plan in force", state.planSequence],
  ]);
}

function addGateEvent(event) {
  const kept = 40, item = document.createElement("li"), time = document.createElement("time"), text = document.createElement("span");
  time.textContent = clock(seconds(event.header), 1);
  const value = event.limit !== 0 || event.value !== 0 ? ` ${+event.value.toPrecision(3)} of ${+event.limit.toPrecision(3)}` : "";
  text.textContent = `${sentence(words(event.function))}: ${words(event.action)}${value}`;
  item.append(time, text);
  byId("events").prepend(item);
  while (byId("events").childElementCount > kept) byId("events").lastChild.remove();
}

/** Only the branches that lead to what runs are unfolded; of the rest the outermost node stands for all below. */
function showTree({ nodes }) {
  const status = ["", "running", "success", "failure"], list = document.querySelector("#tree ol"), items = [];
  let folded = Infinity;
  for (const node of nodes) {
    if (node.depth > folded) continue;
    folded = node.status === 1 ? Infinity : node.depth;
    const item = document.createElement("li");
    item.className = status[node.status];
    item.style.paddingLeft = `${node.depth * 9}px`;
    item.textContent = item.title = node.name;
    items.push(item);
  }
  list.replaceChildren(...items);
  const leaf = [...list.querySelectorAll(".running")].at(-1);
  if (leaf) list.scrollTop = leaf.offsetTop - list.offsetTop - list.clientHeight / 2;
}

function showLoop(timing, tick) {
  const rate = ["cycles a second", fixed(timing.cyclesPerSec, 0)];
  fillTable(document.querySelector("#loop table"), timing.lockstep
    ? [["lockstep", `${fixed(timing.cyclesPerSec * secondsPerCycle(timing, tick), 2)} × real time`], rate, ["waits for the brain", `${fixed(100 * timing.brainWaitShare, 0)} % of the time`]]
    : [["real time", `p50 ${fixed(timing.latenessP50Us, 0)}, p99 ${fixed(timing.latenessP99Us, 0)} µs late`], rate, ["latest, missed", `${fixed(timing.latenessMaxUs, 0)} µs, ${timing.missedCycles}`]]);
}
const secondsPerCycle = (timing, tick) => (timing.cycles > 0 && tick ? tick.timeNs * 1e-9 / timing.cycles : NaN);

function showPicked(found, now) {
  byId("picked").hidden = !found;
  if (!found) return;
  const mm = (m) => `${(1000 * m).toFixed(0)} mm`, degrees = (rad) => `${(rad * 180 / Math.PI).toFixed(0)}°`;
  document.querySelector("#picked h2").textContent = sentence(words(found.name));
  const rows = [["is at (simulator)", found.at.map((v) => v.toFixed(3)).join(", ")], ["yaw, tilt", `${degrees(found.yaw)}, ${degrees(found.tilt)}`]];
  if (found.toGripper !== undefined) rows.push(["from the gripper", `${found.toGripper.toFixed(2)} m`]);
  if (found.toBase !== undefined) rows.push(["from the robot", `${found.toBase.toFixed(2)} m`]);
  rows.push(found.believed
    ? ["robot believes", `${words(found.believed.track.label)} ${found.believed.track.id}, ${mm(found.believed.error)} off (σ ${mm(found.believed.track.positionSigmaM)}), ${Math.max(0, now - found.believedAt).toFixed(1)} s ago`]
    : ["robot believes", "nothing within 0.3 m"]);
  fillTable(document.querySelector("#picked table"), rows);
}
