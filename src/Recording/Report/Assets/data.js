// Unpacks what the report carries: numbers packed as base64, poses as key frames.
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const replay = read("replay");
const summary = read("summary");

function buffer(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes.buffer;
}
const floats = (base64) => new Float32Array(buffer(base64));
const shorts = (base64) => new Int16Array(buffer(base64));
const ushorts = (base64) => new Uint16Array(buffer(base64));

const series = Object.fromEntries(Object.entries(replay.series).map(([name, s]) => [name, { times: floats(s.times), values: floats(s.values) }]));
const tracks = new Map(replay.tracks.map((t) => [t.name, { frames: ushorts(t.frames), positions: floats(t.positions), rotations: shorts(t.rotations) }]));
const pressure = { ...replay.pressure, frames: ushorts(replay.pressure.frames), cells: new Uint8Array(buffer(replay.pressure.cells)) };
const plans = {
  times: floats(replay.plans.times), counts: ushorts(replay.plans.counts), points: floats(replay.plans.points),
  physicsCounts: ushorts(replay.plans.physicsCounts), physicsPoints: floats(replay.plans.physicsPoints),
};
const starts = (counts) => { let sum = 0; return Array.from(counts, (n) => { const at = sum; sum += n; return at; }); };
plans.starts = starts(plans.counts);
plans.physicsStarts = starts(plans.physicsCounts);

/** Index of the last entry that is not after the value; −1 if all are. */
function lastAt(sorted, value, key = (x) => x) {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key(sorted[middle]) <= value) low = middle + 1; else high = middle;
  }
  return low - 1;
}
const current = (list, time) => list[lastAt(list, time, (x) => x.t)];
const valueAt = (s, time) => { const i = lastAt(s.times, time + 1e-4); return i < 0 ? null : s.values[i]; };

/** Position and quaternion of a body at a time; between distant keys it stood still. */
function poseAt(track, time) {
  const frame = time * replay.framesPerSec, longestStep = 3;
  const i = Math.max(0, lastAt(track.frames, frame));
  const j = Math.min(i + 1, track.frames.length - 1);
  const span = track.frames[j] - track.frames[i];
  const f = span > 0 && span <= longestStep ? Math.min(1, Math.max(0, (frame - track.frames[i]) / span)) : 0;
  const p = [0, 1, 2].map((k) => track.positions[3 * i + k] * (1 - f) + track.positions[3 * j + k] * f);
  const a = track.rotations.subarray(4 * i, 4 * i + 4), b = track.rotations.subarray(4 * j, 4 * j + 4);
  const sign = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3] < 0 ? -1 : 1;
  const q = [0, 1, 2, 3].map((k) => a[k] * (1 - f) + sign * b[k] * f);
  const norm = Math.hypot(...q) || 1;
  return { p, q: q.map((x) => x / norm) };
}
