// Steers the dream page in headless Chromium: keys, buttons, time line. Prints what the page showed after each. Arguments: address, width, height.
const puppeteer = require("puppeteer-core");

const [address, width, height, picture] = process.argv.slice(2);
const switches = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

(async () => {
  const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: switches });
  try {
    const page = await browser.newPage();
    const complaints = [], frames = {};
    // Readbacks are this script's own: it looks at pixels.
    const harmless = /GPU stall|readback/;
    page.on("console", (m) => { if (["error", "warn"].includes(m.type()) && !harmless.test(m.text())) complaints.push(m.text()); });
    page.on("pageerror", (e) => complaints.push(String(e)));
    await page.setViewport({ width: Number(width), height: Number(height) });
    await page.goto(address);
    const stepIs = (test) => page.waitForFunction(`document.body.dataset.step !== undefined && (${test})(Number(document.body.dataset.step))`, { timeout: 60000 });
    const see = async (name) => {
      frames[name] = await page.evaluate(() => {
        const image = document.getElementById("depth-imagined"), pixels = image.getContext("2d").getImageData(0, 0, image.width, image.height).data;
        return {
          step: Number(document.body.dataset.step), moment: Number(document.body.dataset.moment), gripper: document.body.dataset.gripper.split(" ").map(Number),
          openingMm: parseFloat(document.querySelector("#probes tr:nth-child(2) td:nth-child(2)").textContent), surprise: document.getElementById("surprise").textContent,
          depth: pixels.reduce((sum, value) => sum + value, 0),
        };
      });
    };
    const hold = async (key, steps) => {
      const before = await page.evaluate(() => Number(document.body.dataset.step));
      await page.keyboard.down(key);
      await stepIs(`(step) => step >= ${before + steps}`);
      await page.keyboard.up(key);
    };
    await stepIs("(step) => step === 0");
    await see("start");
    await hold("w", 4);
    await see("after W");
    await hold("e", 4);
    await see("after E");
    await hold(" ", 8);
    await see("after Space");
    if (picture) await page.screenshot({ path: picture, fullPage: true });
    await page.keyboard.press("r");
    await stepIs("(step) => step === 0");
    await see("reset");
    await page.click('[data-driver="recorded"]');
    await page.click("#step");
    await stepIs("(step) => step === 1");
    await see("followed");
    await page.click("#reset");
    await stepIs("(step) => step === 0");
    await page.click('[data-driver="plan"]');
    await page.keyboard.press(".");
    await stepIs("(step) => step === 1");
    await see("planned");
    const plot = await page.$("#timeline .plot");
    await plot.scrollIntoView();
    const box = await plot.boundingBox();
    await page.mouse.click(box.x + box.width - 3, box.y + box.height / 2);
    await page.waitForFunction("document.body.dataset.moment !== '0'", { timeout: 60000 });
    await see("time line");
    await (await page.$('[data-key="a"]')).hover();
    await page.mouse.down();
    await stepIs("(step) => step >= 1");
    await page.mouse.up();
    await see("button");
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("*")]
      .filter((e) => e.getBoundingClientRect().right > innerWidth).map((e) => `${e.tagName} #${e.id} .${e.className}`));
    console.log(JSON.stringify({ frames, complaints, overflow }));
  } finally {
    await browser.close();
  }
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
