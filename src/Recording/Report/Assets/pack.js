// Unpacks what the page carries: deflated text in base64, arrays of numbers as differences of few bytes.
async function inflate(id) {
  const text = atob(document.getElementById(id).textContent.trim());
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer());
}

/** The page's JSON object, and a function that makes an array of what stands for one in it. */
async function unpack(id) {
  const bytes = await inflate(id);
  const length = new DataView(bytes.buffer).getInt32(0, true), start = 4 + length;
  const json = JSON.parse(new TextDecoder().decode(bytes.subarray(4, start)));
  const numbers = ({ at, count, step, stride }) => {
    const whole = new Int32Array(count), values = new Float32Array(count);
    let from = start + at;
    for (let i = 0; i < count; i++) {
      let zigzag = 0, shift = 0, byte;
      do {
        byte = bytes[from++];
        zigzag |= (byte & 0x7f) << shift;
        shift += 7;
      } while (byte & 0x80);
      whole[i] = ((zigzag >>> 1) ^ -(zigzag & 1)) + (i >= stride ? whole[i - stride] : 0);
      values[i] = whole[i] * step;
    }
    return values;
  };
  return { json, numbers };
}

/** three.js travels as text in this page; a module can only be imported from an address, so each part gets one. */
async function importThree() {
  const text = async (id) => new TextDecoder().decode(await inflate(id));
  const address = (source) => URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const [core, module] = await Promise.all([text("three-core"), text("three-module")]);
  return import(address(module.replaceAll("./three.core.js", address(core))));
}
