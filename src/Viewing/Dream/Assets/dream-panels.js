// Depth images, pressure maps, decoded values, surprise and doubt: imagined beside recorded.
const bytesOf = (base64) => (base64 ? Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)) : null);
const probeRows = [
  // Label, place in the probes, factor, unit, digits.
  ["Gripper opening", 13, 1000, "mm", 0], ["Left pad", 14, 1, "N", 1], ["Right pad", 15, 1, "N", 1],
  ["Wrist force, up", 18, 1, "N", 1], ["Object is held", 19, 100, "%", 0], ["Object above support", 20, 1000, "mm", 0],
  ["Tip speed", 22, 100, "cm/s", 0], ["Tilt against gravity", 23, 180 / Math.PI, "°", 1], ["Button pressed", 21, 1000, "mm", 1],
];

/** Depth in metres, mask shares: the target's outline is drawn over the depth. */
function createDepth(id, side) {
  const draw = raster(byId(id), side, side);
  return (depth, mask) => {
    const inside = (x, y) => x >= 0 && y >= 0 && x < side && y < side && mask[y * side + x] > 127;
    draw((i) => {
      if (!depth) return [238, 241, 244];
      const x = i % side, y = Math.floor(i / side);
      const edge = mask && inside(x, y) && !(inside(x - 1, y) && inside(x + 1, y) && inside(x, y - 1) && inside(x, y + 1));
      return edge ? [43, 138, 62] : depthColour(Math.min(1, depth[i]));
    });
  };
}

function createPanels() {
  const side = 32, rows = 16, columns = 8, fullScaleN = 3;
  const depth = { imagined: createDepth("depth-imagined", side), happened: createDepth("depth-happened", side) };
  const pads = Object.fromEntries(["imagined", "happened"].map((which) => [which, ["left", "right"].map((name) => raster(byId(`${name}-${which}`), columns, rows))]));
  const cells = probeRows.map(([label]) => addCells(byId("probes"), [label, "", ""]));

  function readSensors(sensors) {
    const raw = bytesOf(sensors?.depth), tactile = bytesOf(sensors?.tactile);
    return {
      depth: raw && Float32Array.from(new Uint16Array(raw.buffer), (mm) => mm / 1000),
      mask: bytesOf(sensors?.mask),
      tactile: tactile && new Float32Array(tactile.buffer),
    };
  }
  function showPads(which, tactile) {
    pads[which].forEach((draw, pad) => draw((i) => (tactile ? heat(Math.min(1, Math.sqrt(tactile[pad * rows * columns + i] / fullScaleN))) : [238, 241, 244])));
  }
  return (picture, alone) => {
    const imagined = readSensors(alone ? picture.imagined.decoded : picture.imagined.sensors), happened = readSensors(picture.happened?.sensors);
    depth.imagined(imagined.depth, imagined.mask);
    depth.happened(happened.depth, happened.mask);
    const error = imagined.depth && happened.depth ? imagined.depth.reduce((sum, d, i) => sum + Math.abs(d - happened.depth[i]), 0) / imagined.depth.length : null;
    byId("depth-error").textContent = error === null ? "" : `${(1000 * error).toFixed(0)} mm off`;
    byId("recorded-text").textContent = picture.happened ? "recorded" : "nothing was recorded";
    showPads("imagined", imagined.tactile);
    showPads("happened", happened.tactile);
    probeRows.forEach(([, at, factor, unit, digits], row) => {
      const text = (value) => (value === null || value === undefined ? "–" : `${(value * factor).toFixed(digits).replace(/^-(0(\.0*)?)$/, "$1")} ${unit}`);
      cells[row].cells[1].textContent = text(picture.imagined.probes[at]);
      cells[row].cells[2].textContent = text(picture.happened?.probes[at]);
    });
  };
}

/** Surprise and doubt of this step, and their course since the start. */
function createDoubts() {
  const course = byId("course");
  const times = (value) => (value === null ? "–" : `${value.toFixed(value < 0.95 ? 2 : value < 9.95 ? 1 : 0)} ×`);
  function bar(id, share) {
    byId(id).style.width = `${100 * Math.min(1, share ?? 0)}%`;
    byId(id).classList.toggle("high", (share ?? 0) >= 1);
  }
  function draw(trail) {
    const scale = devicePixelRatio, width = course.clientWidth, height = course.clientHeight, g = course.getContext("2d");
    course.width = width * scale;
    course.height = height * scale;
    g.scale(scale, scale);
    const duration = Math.max(20, trail.length - 1);
    const data = (value) => { const known = trail.filter((p) => value(p) !== null); return { times: known.map((p) => p.step), values: known.map(value) }; };
    drawCurves(g, width, height, duration, [
      { data: data((p) => p.surprise), colour: "#7048e8" }, { data: data((p) => p.doubt), colour: "#f08c00" },
    ], "×", 2);
  }
  return (picture, trail) => {
    byId("surprise").textContent = picture.step === 0 ? "–" : times(picture.surprise);
    byId("doubt").textContent = times(picture.doubt);
    byId("doubt-sum").textContent = times(picture.accumulatedDoubt);
    bar("surprise-bar", picture.surprise === null ? 0 : picture.surprise / picture.highSurprise);
    bar("doubt-bar", picture.doubt);
    byId("surprise-note").textContent = picture.step === 0 ? "A real observation: nothing is imagined yet."
      : picture.surprise !== null ? `1 × is usual ${picture.step} step${picture.step === 1 ? "" : "s"} ahead; ${picture.highSurprise.toFixed(0)} × is exceeded once in a hundred.`
        : picture.follows ? "The recording breaks off here: nothing to compare with." : "Other actions than the recorded ones: nothing was observed to compare with.";
    draw(trail);
  };
}
