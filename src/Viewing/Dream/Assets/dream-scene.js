// The gripper, the object and the goal as the model imagines them, with what was recorded as grey shadows. Frame: arm_base.
const graspLength = 0.09;

/** Bodies for createScene: the imagined ones in colour, the recorded ones see-through; sizes of one, to be scaled. */
function dreamBodies() {
  const still = [0, 0, 0, 1, 0, 0, 0], at = (x, y, z) => [x, y, z, 1, 0, 0, 0];
  const hand = (name, colour) => [
    { name: `hand${name}`, pose: at(0.55, 0, 0.3), shapes: [
      { kind: "Box", size: [0.03, 0.085, 0.028], pose: at(-graspLength - 0.03, 0, 0), colour },
      { kind: "Cylinder", size: [0.034, 0.03, 0], pose: [-graspLength - 0.09, 0, 0, Math.SQRT1_2, 0, Math.SQRT1_2, 0], colour } ] },
    ...["left", "right"].map((side) => ({ name: `${side}${name}`, pose: at(0.55, 0, 0.3), shapes: [
      { kind: "Box", size: [graspLength / 2 + 0.012, 0.008, 0.012], pose: at(-graspLength / 2 + 0.012, side === "left" ? 0.008 : -0.008, 0), colour } ] })),
  ];
  return {
    robotBody: "hand", gripperBody: "hand",
    bodies: [
      { name: "reach", pose: still, shapes: [{ kind: "Box", size: [0.3, 0.5, 0.004], pose: at(0.6, 0, -0.004), colour: [0.86, 0.89, 0.92, 1] }] },
      { name: "support", pose: at(0.6, 0, 0), shapes: [{ kind: "Box", size: [0.22, 0.3, 0.006], pose: at(0, 0, -0.006), colour: [0.8, 0.76, 0.69, 1] }] },
      { name: "goal", pose: at(0.6, 0, 0.2), shapes: [
        { kind: "Box", size: [0.03, 0.002, 0.002], pose: at(0.03, 0, 0), colour: [0.17, 0.54, 0.24, 1] },
        { kind: "Box", size: [0.002, 0.018, 0.002], pose: still, colour: [0.17, 0.54, 0.24, 1] },
        { kind: "Sphere", size: [0.008], pose: still, colour: [0.17, 0.54, 0.24, 1] } ] },
      { name: "object then", pose: at(0.7, 0, 0.2), shapes: [{ kind: "Cylinder", size: [1, 0.5, 0], pose: at(0, 0, 0.5), colour: [0.45, 0.5, 0.56, 0.35] }] },
      ...hand(" then", [0.45, 0.5, 0.56, 0.35]),
      { name: "object", pose: at(0.7, 0, 0.2), shapes: [{ kind: "Cylinder", size: [1, 0.5, 0], pose: at(0, 0, 0.5), colour: [0.29, 0.48, 0.87, 1] }] },
      ...hand("", [0.93, 0.45, 0.15, 1]),
    ],
  };
}

/** @returns show(picture, moment, trail): puts everything where the picture says; trail holds the imagined and the recorded way. */
function createDreamScene(THREE, canvas) {
  const scene = createScene(THREE, canvas, dreamBodies());
  const ways = { imagined: scene.beads(0xe8590c, 0.0045, 400), happened: scene.beads(0x868e96, 0.004, 400) };
  const z = new THREE.Vector3(0, 0, 1);
  const turn = (yaw) => [0, 0, Math.sin(yaw / 2), Math.cos(yaw / 2)];
  const visible = (name, on) => { scene.bodies.get(name).visible = on; };

  function placeHand(pose, suffix) {
    for (const name of ["hand", "left", "right"]) visible(name + suffix, pose !== null);
    if (pose === null) return;
    const [x, y, height, yaw] = pose.gripper, half = Math.max(0, pose.widthM ?? 0) / 2;
    const beside = (d) => ({ p: [x - Math.sin(yaw) * d, y + Math.cos(yaw) * d, height], q: turn(yaw) });
    scene.setPose("hand" + suffix, beside(0));
    scene.setPose("left" + suffix, beside(half));
    scene.setPose("right" + suffix, beside(-half));
  }
  function placeObject(pose, moment, name) {
    const there = pose?.object && moment.objectRadiusM > 0;
    visible(name, Boolean(there));
    if (!there) return;
    const q = new THREE.Quaternion().setFromUnitVectors(z, new THREE.Vector3(...pose.object.slice(3)).normalize());
    scene.bodies.get(name).scale.set(moment.objectRadiusM, moment.objectRadiusM, moment.objectHeightM);
    scene.setPose(name, { p: pose.object.slice(0, 3), q: [q.x, q.y, q.z, q.w] });
  }

  function show(picture, moment, trail) {
    placeHand(picture.imagined.pose, "");
    placeHand(picture.happened?.pose ?? null, " then");
    placeObject(picture.imagined.pose, moment, "object");
    placeObject(picture.happened?.pose, moment, "object then");
    scene.setPose("goal", { p: moment.goal.slice(0, 3), q: turn(moment.goal[3]) });
    visible("support", moment.supportHeightM !== null);
    if (moment.supportHeightM !== null) scene.setPose("support", { p: [0.68, 0, moment.supportHeightM], q: [0, 0, 0, 1] });
    ways.imagined(trail.imagined, 0, trail.imagined.length / 3);
    ways.happened(trail.happened, 0, trail.happened.length / 3);
    scene.redraw();
  }
  function look(name, moment) {
    if (name !== "near") return scene.look(name);
    scene.orbit.target.set(moment.goal[0] * 0.6 + 0.22, moment.goal[1] * 0.7, moment.goal[2]);
    Object.assign(scene.orbit, { follow: null, distance: 0.78, azimuth: -2.05, elevation: 0.42 });
    scene.redraw();
  }
  return { show, look, render: scene.render };
}
