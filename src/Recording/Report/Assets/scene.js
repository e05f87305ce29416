// A kitchen with a robot in three dimensions. z points up, metres throughout.
/** Draws a scene (bodies of shapes, as in scene.json) on a canvas; whoever asked for it moves the bodies and says when to draw. */
function createScene(THREE, canvas, description) {
  const renderer = new THREE.WebGLRenderer({ canvas, antialias: true });
  renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
  renderer.shadowMap.enabled = true;
  renderer.shadowMap.type = THREE.PCFShadowMap;
  const scene = new THREE.Scene();
  scene.background = new THREE.Color(0xe9edf2);
  const camera = new THREE.PerspectiveCamera(45, 1, 0.02, 100);
  camera.up.set(0, 0, 1);

  const geometries = new Map();
  function geometry(kind, size) {
    const key = kind + size.join();
    if (!geometries.has(key)) geometries.set(key, makeGeometry(kind, size));
    return geometries.get(key);
  }
  function makeGeometry(kind, [a, b, c]) {
    switch (kind) {
      case "Box": return new THREE.BoxGeometry(2 * a, 2 * b, 2 * c);
      case "Cylinder": return new THREE.CylinderGeometry(a, a, 2 * b, 28).rotateX(Math.PI / 2);
      case "Capsule": return new THREE.CapsuleGeometry(a, 2 * b, 6, 16).rotateX(Math.PI / 2);
      case "Sphere": return new THREE.SphereGeometry(a, 20, 14);
      default: return new THREE.PlaneGeometry(2 * (a || 10), 2 * (b || 10));
    }
  }
  const materials = new Map();
  function material([r, g, b, alpha = 1], own) {
    const key = [r, g, b, alpha].join();
    if (own || !materials.has(key)) {
      const made = new THREE.MeshStandardMaterial({ roughness: 0.75, metalness: 0.02, transparent: alpha < 1, opacity: alpha });
      made.color.setRGB(r, g, b, THREE.SRGBColorSpace);
      if (own) return made;
      materials.set(key, made);
    }
    return materials.get(key);
  }
  const place = (object, pose) => {
    object.position.set(pose[0], pose[1], pose[2]);
    object.quaternion.set(pose[4], pose[5], pose[6], pose[3]);
  };

  const bodies = new Map();
  const screens = [];
  for (const body of description.bodies) {
    const group = new THREE.Group();
    place(group, body.pose);
    for (const shape of body.shapes) {
      const gives = shape.tag === "wall" || shape.tag === "door";
      const mesh = new THREE.Mesh(geometry(shape.kind, shape.size), material(shape.colour, gives));
      place(mesh, shape.pose);
      mesh.castShadow = !gives && shape.kind !== "Plane" && (shape.colour[3] ?? 1) === 1;
      mesh.receiveShadow = true;
      group.add(mesh);
      if (gives && shape.kind === "Box") screens.push({ mesh, size: shape.size });
    }
    bodies.set(body.name, group);
    scene.add(group);
  }
  scene.updateMatrixWorld(true);

  const bounds = new THREE.Box3();
  scene.traverse((o) => { if (o.isMesh && o.geometry.type !== "PlaneGeometry") bounds.expandByObject(o); });
  if (bounds.isEmpty()) bounds.set(new THREE.Vector3(-2, -2, 0), new THREE.Vector3(2, 2, 2));
  const centre = bounds.getCenter(new THREE.Vector3());
  const extent = bounds.getSize(new THREE.Vector3());
  const reach = Math.max(extent.x, extent.y, 1);

  // Walls face away from the middle; one that turns its back to the camera becomes see-through.
  for (const screen of screens) {
    const axis = screen.size[0] < screen.size[1] ? new THREE.Vector3(1, 0, 0) : new THREE.Vector3(0, 1, 0);
    screen.at = screen.mesh.getWorldPosition(new THREE.Vector3());
    screen.out = axis.applyQuaternion(screen.mesh.getWorldQuaternion(new THREE.Quaternion()));
    if (screen.out.dot(screen.at.clone().sub(centre)) < 0) screen.out.negate();
  }

  scene.add(new THREE.HemisphereLight(0xffffff, 0xb9bfc6, 2.3));
  const sun = new THREE.DirectionalLight(0xfff4e5, 1.7);
  sun.position.set(centre.x + reach * 0.35, centre.y - reach * 0.45, reach * 0.95);
  sun.target.position.copy(centre);
  sun.castShadow = true;
  sun.shadow.mapSize.set(2048, 2048);
  sun.shadow.bias = -0.0005;
  sun.shadow.normalBias = 0.02;
  Object.assign(sun.shadow.camera, { left: -reach, right: reach, top: reach, bottom: -reach, near: 0.1, far: reach * 3 });
  scene.add(sun, sun.target);

  // Paths as beads: lines are one pixel wide in WebGL.
  function beads(colour, radius, capacity) {
    const mesh = new THREE.InstancedMesh(new THREE.SphereGeometry(radius, 10, 8), new THREE.MeshBasicMaterial({ color: colour }), capacity);
    mesh.count = 0;
    mesh.frustumCulled = false;
    scene.add(mesh);
    const matrix = new THREE.Matrix4();
    return (points, from, count) => {
      mesh.count = Math.min(count, capacity);
      for (let i = 0; i < mesh.count; i++) mesh.setMatrixAt(i, matrix.makeTranslation(points[3 * (from + i)], points[3 * (from + i) + 1], points[3 * (from + i) + 2]));
      mesh.instanceMatrix.needsUpdate = true;
      changed = true;
    };
  }
  /** From where the whole scene just fills the picture, seen from a direction: corrected a few times by what is seen. */
  function fitting(azimuth, elevation) {
    const aspect = canvas.clientWidth / Math.max(1, canvas.clientHeight), slope = Math.tan(camera.fov * Math.PI / 360), margin = 1.08;
    const back = new THREE.Vector3(Math.cos(azimuth) * Math.cos(elevation), Math.sin(azimuth) * Math.cos(elevation), Math.sin(elevation));
    const right = new THREE.Vector3(-Math.sin(azimuth), Math.cos(azimuth), 0), up = back.clone().cross(right);
    const corners = Array.from({ length: 8 }, (_, i) => new THREE.Vector3(i & 1 ? bounds.min.x : bounds.max.x, i & 2 ? bounds.min.y : bounds.max.y, i & 4 ? bounds.min.z : bounds.max.z));
    const target = centre.clone();
    let distance = 3 * reach;
    for (let pass = 0; pass < 10; pass++) {
      const seen = corners.map((c) => c.clone().sub(target)).map((c) => ({ depth: distance - c.dot(back), x: c.dot(right), y: c.dot(up) }));
      const across = seen.map((c) => c.x / (c.depth * slope * aspect)), upward = seen.map((c) => c.y / (c.depth * slope));
      const middle = (list) => (Math.min(...list) + Math.max(...list)) / 2, half = (list) => (Math.max(...list) - Math.min(...list)) / 2;
      target.addScaledVector(right, middle(across) * slope * aspect * distance).addScaledVector(up, middle(upward) * slope * distance);
      distance *= Math.max(half(across), half(upward)) * margin;
    }
    return { target, distance };
  }

  // Camera: turns about a target, which may follow a body.
  const orbit = { target: centre.clone(), distance: reach, azimuth: -2.2, elevation: 0.85, follow: null };
  function whole(azimuths, elevation) {
    const fits = azimuths.map((azimuth) => ({ azimuth, elevation, follow: null, ...fitting(azimuth, elevation) }));
    Object.assign(orbit, fits.reduce((best, fit) => (fit.distance < 0.98 * best.distance ? fit : best)));
  }
  /** From where nothing stands before what is followed: the direction nearest to the one wished for with the fewest things in the way. */
  function clearest(name, { lift, distance, elevation }, wished) {
    const middle = bodies.get(name)?.position.clone();
    if (!middle) return wished;
    const solid = [], near = 0.24 * distance, tries = 16;
    scene.traverse((o) => { if (o.isMesh && !o.isInstancedMesh && o.material.opacity === 1 && !screens.some((s) => s.mesh === o)) solid.push(o); });
    middle.z += lift;
    const blocked = (azimuth) => {
      const away = new THREE.Vector3(Math.cos(azimuth) * Math.cos(elevation), Math.sin(azimuth) * Math.cos(elevation), Math.sin(elevation));
      const eye = middle.clone().addScaledVector(away, distance);
      return [-0.1, 0.04, 0.16].reduce((sum, up) => {
        const aim = middle.clone().setZ(middle.z + up * distance).sub(eye);
        return sum + new Set(new THREE.Raycaster(eye, aim.clone().normalize(), 0, Math.max(0.1, aim.length() - near)).intersectObjects(solid, false).map((hit) => hit.object)).size;
      }, 0);
    };
    scene.updateMatrixWorld(true);
    const around = Array.from({ length: tries }, (_, i) => wished + (i % 2 ? 1 : -1) * Math.ceil(i / 2) * 2 * Math.PI / tries);
    return around.map((azimuth) => ({ azimuth, hits: blocked(azimuth) })).reduce((best, next) => (next.hits < best.hits ? next : best)).azimuth;
  }
  function follow(name, place, wished = orbit.azimuth) {
    Object.assign(orbit, { follow: name, ...place, azimuth: clearest(name, place, wished), clearAt: bodies.get(name)?.position.clone() });
  }
  /** What is followed has gone on, and something may stand in the way by now; a person who has turned the view keeps it. */
  function keepClear() {
    const now = bodies.get(orbit.follow).position;
    if (!orbit.clearAt || orbit.clearAt.distanceTo(now) < 0.5) return;
    orbit.clearAt = now.clone();
    orbit.azimuth = clearest(orbit.follow, orbit, orbit.azimuth);
  }
  /** Beside the direction in which the arm reaches, so that it does not hide its own gripper. */
  function besideArm() {
    const hand = bodies.get(description.gripperBody), base = bodies.get(description.robotBody);
    return hand && base ? Math.atan2(hand.position.y - base.position.y, hand.position.x - base.position.x) + 1 : orbit.azimuth;
  }
  const views = {
    overview: () => whole([-2.2, -0.63, -1.2], 0.8),
    follow: () => follow(description.robotBody, { lift: 0.8, distance: 3.4, elevation: 0.5 }),
    gripper: () => follow(description.gripperBody, { lift: 0, distance: 1.1, elevation: 0.45 }, besideArm()),
    top: () => whole([-Math.PI / 2, 0], 1.57),
  };
  let changed = true;
  function drag(event) {
    const dx = event.movementX, dy = event.movementY;
    if (event.buttons) orbit.clearAt = null;
    if (event.buttons === 1 && !event.shiftKey) {
      orbit.azimuth -= dx * 0.006;
      orbit.elevation = Math.min(1.57, Math.max(-0.1, orbit.elevation + dy * 0.006));
    } else if (event.buttons) {
      const scale = orbit.distance * 0.0016;
      orbit.follow = null;
      orbit.target.x += (Math.sin(orbit.azimuth) * dx - Math.cos(orbit.azimuth) * -dy * Math.sin(orbit.elevation)) * scale;
      orbit.target.y += (-Math.cos(orbit.azimuth) * dx + Math.sin(orbit.azimuth) * dy * Math.sin(orbit.elevation)) * scale;
      orbit.target.z += dy * Math.cos(orbit.elevation) * scale;
    } else return;
    changed = true;
  }
  canvas.addEventListener("pointerdown", (e) => canvas.setPointerCapture(e.pointerId));
  canvas.addEventListener("pointermove", drag);
  canvas.addEventListener("contextmenu", (e) => e.preventDefault());
  canvas.addEventListener("wheel", (e) => {
    e.preventDefault();
    orbit.distance = Math.min(4 * reach, Math.max(0.15, orbit.distance * Math.exp(e.deltaY * 0.001)));
    changed = true;
  }, { passive: false });
  new ResizeObserver(() => { changed = true; }).observe(canvas);

  function aim() {
    const width = canvas.clientWidth, height = canvas.clientHeight;
    renderer.setSize(width, height, false);
    camera.aspect = width / Math.max(1, height);
    camera.updateProjectionMatrix();
    if (orbit.follow && bodies.has(orbit.follow)) {
      keepClear();
      orbit.target.copy(bodies.get(orbit.follow).position);
      orbit.target.z += orbit.lift;
    }
    const flat = Math.cos(orbit.elevation) * orbit.distance;
    camera.position.set(orbit.target.x + Math.cos(orbit.azimuth) * flat, orbit.target.y + Math.sin(orbit.azimuth) * flat, orbit.target.z + Math.sin(orbit.elevation) * orbit.distance);
    camera.up.set(-Math.cos(orbit.azimuth) * Math.sin(orbit.elevation), -Math.sin(orbit.azimuth) * Math.sin(orbit.elevation), Math.cos(orbit.elevation));
    camera.lookAt(orbit.target);
    for (const { mesh, at, out } of screens) {
      const behind = camera.position.clone().sub(at).dot(out) > 0 || orbit.elevation > 1.3;
      mesh.material.transparent = behind;
      mesh.material.opacity = behind ? 0.1 : 1;
      mesh.material.depthWrite = !behind;
    }
  }

  /** A see-through copy of some bodies in one colour; takes poses as the bodies do. */
  function ghost(names, colour) {
    const tint = new THREE.MeshStandardMaterial({ color: colour, transparent: true, opacity: 0.42, roughness: 0.8, depthWrite: false });
    const copies = new Map(names.filter((name) => bodies.has(name)).map((name) => [name, bodies.get(name).clone()]));
    for (const copy of copies.values()) {
      copy.traverse((o) => { if (o.isMesh) Object.assign(o, { material: tint, castShadow: false, receiveShadow: false }); });
      scene.add(copy);
    }
    return {
      setPose: (name, pose) => setPose(copies.get(name), pose),
      setVisible: (on) => { for (const copy of copies.values()) copy.visible = on; changed = true; },
    };
  }
  function setPose(object, { p, q }) {
    if (!object) return;
    object.position.set(...p);
    object.quaternion.set(...q);
    changed = true;
  }
  function render() {
    if (!changed || canvas.clientWidth === 0) return;
    aim();
    renderer.render(scene, camera);
    changed = false;
  }
  return {
    beads, ghost, render, orbit, scene, camera, bodies,
    redraw: () => { changed = true; },
    setPose: (name, pose) => setPose(bodies.get(name), pose),
    look: (name) => { views[name]?.(); changed = true; },
    free: () => { renderer.dispose(); renderer.forceContextLoss(); },
  };
}
