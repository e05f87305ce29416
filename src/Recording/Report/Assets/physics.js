// Tables of the suite, and one matched pair of each category: two filmstrips and the surprise of both clips below.
const { json: page } = await unpack("data");
const percent = (share) => (100 * share).toFixed(1);

byId("facts").textContent = `${page.pairsPerCategory} pairs a category, seeds ${page.seed} to ${page.seed + page.pairsPerCategory / 2 - 1}, model ${page.model}`;

function addShare(row, share) {
  const cell = row.insertCell();
  cell.append(percent(share.fraction), " ");
  cell.append(Object.assign(document.createElement("small"), { textContent: `${percent(share.low)}–${percent(share.high)}` }));
}

function addHead(table, names) {
  const row = table.createTHead().insertRow();
  for (const name of names) row.append(Object.assign(document.createElement("th"), { textContent: name }));
}

function fillResults(table) {
  addHead(table, ["", "pairs", "model", "both of four", "AUROC", "frames", "frames, taught", "copy last", "constant velocity"]);
  const body = table.createTBody();
  for (const category of page.categories) {
    const row = addCells(body, [category.name, category.right.trials], category.name === "All" ? "all" : "");
    addShare(row, category.right);
    addShare(row, category.bothRight);
    row.insertCell().textContent = category.auroc.toFixed(3);
    for (const rival of [category.singleFrame, category.taughtSingleFrame, category.copyLast, category.constantVelocity]) addShare(row, rival);
  }
}

function fillViolations(table) {
  addHead(table, ["category", "what happens", "scenario", "pairs", "model"]);
  const body = table.createTBody();
  for (const violation of page.violations) {
    addShare(addCells(body, [violation.category, violation.violation, words(violation.scenario), violation.right.trials]), violation.right);
  }
}

function film(pair, which) {
  const strip = Object.assign(document.createElement("div"), { className: `film ${which}` });
  pair[which].pictures.forEach((picture, i) => {
    const time = `${(pair.shots[i] * pair.frameSec).toFixed(1)} s`;
    const figure = document.createElement("figure");
    figure.append(Object.assign(new Image(), { src: `data:image/png;base64,${picture}`, alt: `${which} clip at ${time}` }),
      Object.assign(document.createElement("figcaption"), { textContent: time }));
    strip.append(figure);
  });
  return strip;
}

/** Surprise of both clips over time, more or less than without the past; a line marks the last frame that both share. */
function curves(pair) {
  const width = 640, height = 120, left = 34, bottom = 18, frames = pair.possible.surprise.length;
  const all = [...pair.possible.surprise, ...pair.impossible.surprise], highest = Math.max(1, ...all), lowest = Math.min(0, ...all);
  const x = (frame) => left + frame / (frames - 1) * (width - left - 6), y = (value) => height - bottom - (value - lowest) / (highest - lowest) * (height - bottom - 8);
  const path = (values) => values.map((value, frame) => `${frame ? "L" : "M"}${x(frame).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  const seconds = Array.from({ length: Math.floor((frames - 1) * pair.frameSec) + 1 }, (_, second) => second);
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Surprise over time">
    ${seconds.map((s) => `<text x="${x(s / pair.frameSec)}" y="${height - 4}" text-anchor="middle">${s} s</text>`).join("")}
    <text x="0" y="${y(highest) + 8}">${highest.toFixed(0)}</text><text x="0" y="${y(0)}">0</text>
    <line x1="${left}" x2="${width - 6}" y1="${y(0)}" y2="${y(0)}" stroke="#dfe4ea"/>
    <line x1="${x(pair.at)}" x2="${x(pair.at)}" y1="4" y2="${y(lowest)}" stroke="#5f6c7a" stroke-dasharray="3 3"/>
    <path d="${path(pair.possible.surprise)}" fill="none" stroke="var(--possible)" stroke-width="1.8"/>
    <path d="${path(pair.impossible.surprise)}" fill="none" stroke="var(--impossible)" stroke-width="1.8"/></svg>`;
}

function showPair(pair) {
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const right = sum(pair.impossible.surprise) > sum(pair.possible.surprise);
  const card = Object.assign(document.createElement("section"), { className: "card" });
  const title = Object.assign(document.createElement("h2"), { textContent: pair.category });
  title.append(Object.assign(document.createElement("span"), { textContent: `${words(pair.scenario)}: ${pair.violation}, seed ${pair.seed}, told ${right ? "right" : "wrong"}` }));
  const chart = document.createElement("div");
  chart.innerHTML = curves(pair);
  const key = Object.assign(document.createElement("div"), { className: "key" });
  key.innerHTML = `<i style="background:var(--possible)"></i>possible, ${sum(pair.possible.surprise).toFixed(0)} in all<i style="background:var(--impossible)"></i>impossible, ${sum(pair.impossible.surprise).toFixed(0)} in all; dashed: until here both are the same`;
  card.append(title, film(pair, "possible"), film(pair, "impossible"), chart, key);
  byId("pairs").append(card);
}

fillResults(document.querySelector("#results table"));
fillViolations(document.querySelector("#violations table"));
page.pairs.forEach(showPair);
