// The scene as it is now, with what the robot plans and believes laid over it.
const seconds = (header) => header.dataTimeNs * 1e-9;
const xyz = (v) => [v.x, v.y, v.z];
const quaternion = (q) => [q.x, q.y, q.z, q.w];

function createWorld(THREE, canvas, description) {
  const view = createScene(THREE, canvas, description);
  const { scene, camera, bodies, orbit, redraw } = view;
  const layers = { trail: true, plan: true, elites: true, belief: true, map: false };

  // Bodies glide from where they are shown to where they were said to be, for as long as there is between two messages.
  const longestGlide = 150;
  const glides = new Map();
  let arrived = performance.now(), glide = 100;
  function moveTo(truth) {
    const now = performance.now();
    glide = Math.min(longestGlide, Math.max(16, now - arrived));
    arrived = now;
    for (const { name, pose } of truth.bodies) {
      const body = bodies.get(name);
      if (!body) continue;
      const target = { p: new THREE.Vector3(...xyz(pose.position)), q: new THREE.Quaternion(...quaternion(pose.orientation)) };
      if (body.position.distanceTo(target.p) < 1e-5 && body.quaternion.angleTo(target.q) < 1e-4) glides.delete(name);
      else glides.set(name, { body, from: { p: body.position.clone(), q: body.quaternion.clone() }, to: target });
    }
    addToTrail(truth);
  }
  function advance() {
    const f = Math.min(1, (performance.now() - arrived) / glide);
    for (const [name, { body, from, to }] of glides) {
      body.position.lerpVectors(from.p, to.p, f);
      body.quaternion.slerpQuaternions(from.q, to.q, f);
      if (f === 1) glides.delete(name);
      redraw();
    }
    if (marked) marked.update();
    view.render();
  }

  const trailLength = 200, trail = [];
  const drawTrail = view.beads(0xe8590c, 0.006, trailLength);
  function addToTrail(truth) {
    const hand = truth.bodies.find((b) => b.name === description.gripperBody);
    if (!hand) return;
    const tip = new THREE.Vector3(...description.gripperPointInBody).applyQuaternion(new THREE.Quaternion(...quaternion(hand.pose.orientation)));
    trail.push(...tip.add(new THREE.Vector3(...xyz(hand.pose.position))));
    if (trail.length > 3 * trailLength) trail.splice(0, trail.length - 3 * trailLength);
    showTrail();
  }
  const showTrail = () => drawTrail(trail, 0, layers.trail ? trail.length / 3 : 0);

  const drawPlan = view.beads(0x2463eb, 0.009, 64), drawChecked = view.beads(0x2b8a3e, 0.007, 64);
  let plan = [], checked = [];
  function showPlan() {
    drawPlan(plan, 0, layers.plan ? plan.length / 3 : 0);
    drawChecked(checked, 0, layers.plan ? checked.length / 3 : 0);
  }
  function setPlan(report) {
    plan = report ? report.plannedPathInMap.flatMap(xyz) : [];
    checked = report ? report.physicsPathInMap.flatMap(xyz) : [];
    showPlan();
  }

  // Elites: thin lines, paler the earlier the iteration.
  const elites = new THREE.LineSegments(new THREE.BufferGeometry(), new THREE.LineBasicMaterial({ vertexColors: true, transparent: true, opacity: 0.85 }));
  elites.frustumCulled = false;
  scene.add(elites);
  function setElites(trace) {
    const points = [], colours = [], pale = new THREE.Color(0xd0bfff), strong = new THREE.Color(0x5f3dc4);
    (trace?.iterations ?? []).forEach(({ elitePathsMm }, i, all) => {
      const colour = pale.clone().lerp(strong, all.length > 1 ? i / (all.length - 1) : 1);
      for (const path of unpackPaths(trace, elitePathsMm)) {
        for (let k = 1; k < path.length; k++) {
          points.push(...path[k - 1], ...path[k]);
          colours.push(...colour, ...colour);
        }
      }
    });
    elites.geometry.dispose();
    elites.geometry = new THREE.BufferGeometry();
    elites.geometry.setAttribute("position", new THREE.Float32BufferAttribute(points, 3));
    elites.geometry.setAttribute("color", new THREE.Float32BufferAttribute(colours, 3));
    redraw();
  }

  // Belief: what the robot thinks is there, drawn as outlines; its map of the floor.
  const belief = new THREE.Group(), outline = new THREE.LineBasicMaterial({ color: 0xae3ec9 });
  scene.add(belief);
  let tracks = [], believedAt = 0, floor = null;
  function setBelief(map) {
    tracks = map.tracks;
    believedAt = seconds(map.header);
    for (const old of belief.children) old.geometry.dispose();
    belief.clear();
    for (const track of tracks) {
      const height = Math.max(0.02, track.heightM), radius = Math.max(0.02, track.radiusM);
      // A track of a table is at its top, any other at its foot.
      const shape = new THREE.CylinderGeometry(radius, radius, height, 20, 1).rotateX(Math.PI / 2).translate(0, 0, (track.label === "dining_table" ? -1 : 1) * height / 2);
      const mesh = new THREE.LineSegments(new THREE.EdgesGeometry(shape, 30), outline);
      shape.dispose();
      mesh.position.set(...xyz(track.poseInMap.position));
      mesh.quaternion.set(...quaternion(track.poseInMap.orientation));
      belief.add(mesh);
    }
    setFloor(map);
    redraw();
  }
  function setFloor(map) {
    const { width, height, cellM, originXM, originYM, cells } = map, colours = [[0, 0, 0, 0], [64, 192, 87, 60], [52, 58, 64, 190]];
    if (floor) {
      floor.material.map.dispose();
      floor.geometry.dispose();
      scene.remove(floor);
    }
    const texture = new THREE.DataTexture(new Uint8Array(width * height * 4), width, height);
    for (let i = 0; i < cells.length; i++) texture.image.data.set(colours[cells[i]] ?? colours[0], 4 * i);
    texture.needsUpdate = true;
    floor = new THREE.Mesh(new THREE.PlaneGeometry(width * cellM, height * cellM), new THREE.MeshBasicMaterial({ map: texture, transparent: true, depthWrite: false }));
    floor.position.set(originXM + width * cellM / 2, originYM + height * cellM / 2, 0.02);
    floor.visible = layers.map;
    scene.add(floor);
  }

  function setLayer(name, on) {
    layers[name] = on;
    elites.visible = layers.elites;
    belief.visible = layers.belief;
    if (floor) floor.visible = layers.map;
    showTrail();
    showPlan();
    redraw();
  }

  // Picking.
  const ray = new THREE.Raycaster();
  let marked = null, picked = null;
  function pickAt(x, y) {
    const box = canvas.getBoundingClientRect();
    ray.setFromCamera(new THREE.Vector2((x - box.left) / box.width * 2 - 1, 1 - (y - box.top) / box.height * 2), camera);
    const names = new Map([...bodies].map(([name, group]) => [group, name]));
    const hit = ray.intersectObjects([...bodies.values()]).find(({ object }) => object.material.opacity > 0.2);
    return pick(hit ? names.get(hit.object.parent) : null);
  }
  function pick(name) {
    picked = name && bodies.has(name) ? name : null;
    if (marked) scene.remove(marked);
    marked = picked ? new THREE.BoxHelper(bodies.get(picked), 0x2463eb) : null;
    if (marked) scene.add(marked);
    redraw();
    return picked;
  }
  /** Where what was picked is, and what the robot believes of it. */
  function describePicked() {
    if (!picked) return null;
    const at = bodies.get(picked).position, hand = bodies.get(description.gripperBody)?.position, base = bodies.get(description.robotBody)?.position;
    const near = 0.3;
    const believed = tracks.map((track) => ({ track, error: at.distanceTo(new THREE.Vector3(...xyz(track.poseInMap.position))) }))
      .filter(({ error }) => error < near).sort((a, b) => a.error - b.error)[0];
    const euler = new THREE.Euler().setFromQuaternion(bodies.get(picked).quaternion, "ZYX");
    return { name: picked, at: at.toArray(), yaw: euler.z, tilt: Math.hypot(euler.x, euler.y), toGripper: hand && at.distanceTo(hand), toBase: base && at.distanceTo(base), believed, believedAt };
  }

  return {
    moveTo, setPlan, setElites, setBelief, setLayer, pickAt, pick, describePicked, advance, look: view.look, orbit, redraw,
    /** Pixel on the page at which a body is seen. */
    pixelOf: (name) => {
      const seen = bodies.get(name).getWorldPosition(new THREE.Vector3()).project(camera), box = canvas.getBoundingClientRect();
      return [box.left + (seen.x + 1) / 2 * box.width, box.top + (1 - seen.y) / 2 * box.height];
    },
  };
}

/** Paths of an iteration's elites as lists of points, the origin first. */
function unpackPaths(trace, bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), origin = xyz(trace.originInMap), step = 6;
  const paths = [], length = trace.pointsPerPath * step;
  for (let from = 0; from + length <= bytes.length; from += length) {
    const path = [origin];
    for (let at = from; at < from + length; at += step) path.push(origin.map((o, k) => o + view.getInt16(at + 2 * k, true) / 1000));
    paths.push(path);
  }
  return paths;
}
