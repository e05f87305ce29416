// Opens a page in headless Chromium at several widths and does what it is told: { "hash": "#t=1" }, { "click": "selector" }, { "press": "Space" }, { "open": "a selector" },
// { "see": "expression" }. Prints what was seen at each width, what the page complained of, what it asked the network for, and its times.
const puppeteer = require("puppeteer-core");

(async () => {
  const { page: address, widths, steps } = JSON.parse(process.argv[2]);
  const browser = await puppeteer.launch({
    executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
  });
  const visits = [];
  for (const width of widths) {
    const complaints = [], requests = [], seen = [];
    const page = await browser.newPage();
    await page.setViewport({ width, height: 900 });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (said) => { if (["error", "warn"].includes(said.type()) && !/GPU stall|swiftshader/i.test(said.text())) complaints.push(said.text()); });
    page.on("request", (request) => { if (!/^(file|blob|data):/.test(request.url())) requests.push(request.url()); });
    await page.goto(address);
    await page.waitForFunction(() => document.documentElement.dataset.ready, { timeout: 60000 });
    for (const step of steps) {
      if (step.hash) await page.evaluate((hash) => new Promise((done) => { addEventListener("hashchange", () => requestAnimationFrame(done), { once: true }); location.hash = hash; }), step.hash);
      if (step.open) {
        await Promise.all([page.waitForNavigation(), page.click(step.open)]);
        await page.waitForFunction(() => document.documentElement.dataset.ready, { timeout: 60000 });
      }
      if (step.click) await page.click(step.click);
      if (step.press) await page.keyboard.press(step.press);
      if (step.wait) await page.waitForFunction(step.wait, { timeout: 60000 });
      if (step.see) seen.push(String(await page.evaluate(step.see)));
    }
    visits.push({
      width, seen, complaints, requests,
      overflow: await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      readyMs: await page.evaluate(() => Number(document.documentElement.dataset.ready)),
    });
    await page.close();
  }
  await browser.close();
  console.log(JSON.stringify(visits));
})().catch((error) => { console.error(error); process.exit(1); });
