// The rows of one run's timeline.
function createRunTimeline(run, root, seek) {
  const { series } = run;
  const names = [...new Set(run.stages.map((s) => s.stage))];
  const stages = run.stages.filter((s, i) => i === 0 || s.stage !== run.stages[i - 1].stage);
  const near = run.duration / 150;
  const timeline = createTimeline(root, run.duration, seek, (t) => [
    current(run.stages, t) ? stageText(current(run.stages, t)) : "",
    ...run.events.items.filter((e) => Math.abs(e.t - t) <= near).slice(0, 3).map((e) => `${sentence(words(e.source))}: ${words(e.action)} ${e.detail}`),
    ...run.lost.gaps.filter((g) => Math.abs(g.t - t) <= near).slice(0, 2).map((g) => `${g.count} lost: ${g.topic}`),
  ].filter(Boolean));
  const gate = run.events.items.filter((e) => e.by === "gate");
  timeline.addBand("Stage", stages, (s) => stageColour(names, s.stage), {
    text: (s) => words(s.stage), describe: stages.map((s) => `${words(s.stage)} from ${clock(s.t)}`).join(", "),
  });
  timeline.addBand("Safety gate", run.modes, (m) => modeColours[m.mode] ?? "#ced4da", {
    marks: gate, describe: `${gate.length} interventions, marked red`, readouts: [{ text: (t) => words(current(run.modes, t)?.mode ?? "") }],
  });
  timeline.addCurves("Plans vetoed", "", 30, [{ name: "vetoed", data: series.vetoed, colour: "#c92a2a" }], { digits: 0, bars: true });
  timeline.addCurves("Force", "N", 50, [{ name: "wrist", data: series.wristForceN, colour: "#c92a2a" }, { name: "grip", data: series.gripForceN, colour: "#868e96" }]);
  timeline.addCurves("Largest contact so far", "N", 30, [{ name: "contact", data: series.largestContactN, colour: "#a61e4d", steady: true }], { digits: 0 });
  timeline.addCurves("Coffee", "ml", 42, [
    { name: "in the mug", data: series.fillMl, colour: "#0c8599", steady: true }, { name: "spilled", data: series.spilledMl, colour: "#e8590c", steady: true },
  ], { digits: 0 });
  timeline.addCurves("Latent vs physics", "m", 42, [{ name: "distance", data: series.latentDistanceM, colour: "#7048e8" }], { digits: 3 });
  timeline.addCurves("Disagreement", "", 30, [{ name: "variance", data: series.disagreement, colour: "#f08c00" }], { digits: null });
  timeline.addCurves("Replan", "ms", 50, [
    { name: "encode", data: series.encodeMs, colour: "#2b8a3e" }, { name: "plan", data: series.planMs, colour: "#1971c2" }, { name: "check", data: series.checkMs, colour: "#e8590c" },
  ], { digits: 0 });
  if (run.lost.total > 0) {
    timeline.addRow("Messages lost", 18, (g, width, height) => {
      g.fillStyle = "#c92a2a";
      for (const gap of run.lost.gaps) g.fillRect(gap.t / run.duration * width - 1, 3, 2, height - 6);
    }, { describe: `${run.lost.total} in all` });
  }
  timeline.addAxis("Time, min:s");
  return timeline.update;
}
