// Moves a scene's bodies as a run did, with the gripper's path and the plans of the moment.
function createReplay(THREE, canvas, run) {
  const scene = createScene(THREE, canvas, run.scene);
  const pathSeconds = 20, pathLength = pathSeconds * run.framesPerSec;
  const executed = scene.beads(0xe8590c, 0.006, pathLength);
  const planned = scene.beads(0x2463eb, 0.009, 64);
  const checked = scene.beads(0x2b8a3e, 0.007, 64);
  const gripper = gripperPath();

  function gripperPath() {
    if (!run.moving.includes(run.scene.gripperBody)) return null;
    const frames = Math.floor(run.duration * run.framesPerSec) + 1;
    const points = new Float32Array(3 * frames);
    const q = new THREE.Quaternion(), v = new THREE.Vector3();
    for (let i = 0; i < frames; i++) {
      const pose = run.poseAt(run.scene.gripperBody, i / run.framesPerSec);
      v.set(...run.scene.gripperPointInBody).applyQuaternion(q.set(...pose.q));
      points.set([pose.p[0] + v.x, pose.p[1] + v.y, pose.p[2] + v.z], 3 * i);
    }
    return points;
  }

  let shownTime = null;
  function show(time) {
    if (time !== shownTime) {
      for (const name of run.moving) scene.setPose(name, run.poseAt(name, time));
      const frame = Math.floor(time * run.framesPerSec);
      const from = Math.max(0, frame - pathLength + 1);
      if (gripper) executed(gripper, from, Math.min(frame + 1, gripper.length / 3) - from);
      const stale = 2, i = lastAt(run.plans.times, time + 1e-4);
      const fresh = i >= 0 && time - run.plans.times[i] < stale;
      for (const [draw, path] of [[planned, run.plans.planned], [checked, run.plans.checked]]) {
        draw(path.points, fresh ? path.starts[i] : 0, fresh ? path.counts[i] : 0);
      }
      shownTime = time;
    }
    scene.render();
  }
  return { ...scene, show };
}
