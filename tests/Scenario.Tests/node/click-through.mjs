// Clicks through the live page in a headless browser and prints, as JSON, what it found.
// Usage: node click-through.mjs ADDRESS BODY; BODY is a body of the scene that is seen from above.
import puppeteer from "puppeteer-core";

const [address, body] = process.argv.slice(2);
const patienceMs = 20000;
const found = { errors: [], strangers: [] };
const browser = await puppeteer.launch({
  executablePath: "/usr/bin/chromium", headless: true,
  args: ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
});
try {
  const page = await browser.newPage();
  page.on("pageerror", (e) => found.errors.push(e.message));
  page.on("console", (m) => { if (m.type() === "error") found.errors.push(m.text()); });
  page.on("request", (r) => { if (!r.url().startsWith(address) && !/^(data|ws):/.test(r.url())) found.strangers.push(r.url()); });
  const pause = (ms) => new Promise((r) => setTimeout(r, ms));
  const tick = () => page.evaluate(() => robotPage.state.tick.index);
  const text = (selector) => page.$eval(selector, (e) => e.textContent);
  const until = (condition, ...more) => page.waitForFunction(condition, { timeout: patienceMs, polling: 30 }, ...more);
  const paused = () => until(() => robotPage.state.timing?.paused && document.getElementById("pause").textContent === "Resume");

  await page.setViewport({ width: 1400, height: 900 });
  await page.goto(address);
  const started = Date.now(), note = (what) => console.error(`${((Date.now() - started) / 1000).toFixed(1)} s ${what}`);
  await until(() => globalThis.robotPage?.state.frames > 5 && robotPage.state.tick);
  const before = await page.evaluate(() => robotPage.state.frames);
  await until((from) => robotPage.state.frames >= from + 20, before);
  found.frames = (await page.evaluate(() => robotPage.state.frames)) - before;
  found.wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

  note("frames");
  // Everything that has something to show shows it.
  await until(() => document.querySelectorAll("#tree li.running").length > 0 && document.querySelectorAll("#gate tr").length > 0 && document.querySelectorAll("#loop tr").length > 0
    && document.querySelectorAll("#planner tr").length > 3 && document.getElementById("wrist-depth").width > 0);
  found.running = await page.$$eval("#tree li.running", (all) => all.at(-1).textContent);
  found.planner = await text("#planner table");
  found.depthSize = await page.$eval("#wrist-depth", (c) => [c.width, c.height]);
  found.padSize = await page.$eval("#left-pad", (c) => [c.width, c.height]);

  note("boxes");
  // The pointer turns the view and picks.
  const box = await (await page.$("#canvas")).boundingBox(), x = box.x + box.width / 2, y = box.y + box.height / 2;
  const orbit = () => page.evaluate(() => ({ azimuth: robotPage.world.orbit.azimuth, elevation: robotPage.world.orbit.elevation }));
  const turnedFrom = await orbit();
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 140, y - 40, { steps: 4 });
  await page.mouse.up();
  const turnedTo = await orbit();
  found.turned = [turnedTo.azimuth - turnedFrom.azimuth, turnedTo.elevation - turnedFrom.elevation];
  await page.keyboard.press("4");
  await pause(300);
  await page.mouse.click(...(await page.evaluate((name) => robotPage.world.pixelOf(name), body)));
  found.picked = await text("#picked h2");
  found.pickedRows = await text("#picked table");
  await page.keyboard.press("1");

  note("pointer");
  // The space bar stops the simulated world between two ticks, the full stop lets it do one.
  await page.keyboard.press("Space");
  await paused();
  const stood = await tick();
  await pause(500);
  found.whilePaused = (await tick()) - stood;
  await page.keyboard.press(".");
  await until((from) => robotPage.state.tick.index > from, stood);
  await pause(300);
  found.afterKey = (await tick()) - stood;
  await page.click("#step");
  await until((from) => robotPage.state.tick.index > from + 1, stood);
  await pause(300);
  found.afterButton = (await tick()) - stood;

  note("pause and step");
  // A tablet. A browser that gets a touch screen loads the page anew: nothing can be tapped before it knows the run again.
  await page.setViewport({ width: 820, height: 1180, hasTouch: true });
  await until(() => globalThis.robotPage?.state.tick && robotPage.state.timing?.paused);
  found.wideOnTablet = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.touchscreen.tap(...(await (await page.$("#pause")).boundingBox().then((b) => [b.x + b.width / 2, b.y + b.height / 2])));
  await until((from) => robotPage.state.tick.index > from + 4 && !robotPage.state.timing.paused, stood);
  found.resumed = true;
  await page.select("#speed", "0.5");
  await until(() => robotPage.state.timing.speed === 0.5);
  found.speed = await page.evaluate(() => robotPage.state.timing.speed);

  note("tablet");
  // Stop, although the world is paused.
  await page.keyboard.press("Space");
  await paused();
  await page.click("#stop");
  await until(() => document.getElementById("banner").textContent.includes("power off"));
  found.banner = await text("#banner");
  found.mode = await text("#mode");
  note("stop");
} catch (error) {
  found.errors.push(String(error));
} finally {
  await browser.close();
}
console.log(JSON.stringify(found));
