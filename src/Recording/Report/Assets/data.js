// One recorded run as the pages read it.
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

/** The newest value not after the time; null before the first, and where the series has paused for longer than given. */
function valueAt(series, time, longestGap = Infinity) {
  const i = lastAt(series.times, time + 1e-4);
  return i < 0 || time - series.times[i] > longestGap ? null : series.values[i];
}

function openRun({ summary, truncated, replay }, numbers) {
  const nothing = { times: [], values: [] };
  const series = new Proxy(Object.fromEntries(Object.entries(replay.series).map(([name, s]) => [name, { times: numbers(s.times), values: numbers(s.values) }])),
    { get: (all, name) => all[name] ?? nothing });
  const paths = (packed) => {
    let sum = 0;
    const counts = numbers(packed.counts), starts = Array.from(counts, (n) => { const at = sum; sum += n; return at; });
    return { counts, starts, points: numbers(packed.points) };
  };
  const tracks = new Map(replay.tracks.map((t) => [t.name, { frames: numbers(t.frames), positions: numbers(t.positions), rotations: numbers(t.rotations) }]));
  const still = new Map(replay.scene.bodies.map(({ name, pose }) => [name, { p: pose.slice(0, 3), q: [pose[4], pose[5], pose[6], pose[3]] }]));

  /** Position and quaternion (x, y, z, w) of a body at a time; between distant keys it stood still. */
  function poseAt(name, time) {
    const track = tracks.get(name);
    if (!track) return still.get(name);
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

  return {
    ...replay, summary, truncated, series, poseAt,
    duration: Math.max(replay.duration, 0.1),
    moving: [...tracks.keys()],
    pressure: { ...replay.pressure, frames: numbers(replay.pressure.frames), cells: numbers(replay.pressure.cells) },
    cameras: replay.cameras.map((c) => ({ ...c, frames: numbers(c.frames), pixels: numbers(c.pixels) })),
    plans: { times: numbers(replay.plans.times), planned: paths(replay.plans.planned), checked: paths(replay.plans.checked) },
  };
}
