// A Foxglove client made of libraries nobody here wrote: connects, subscribes to every channel, and reads every message by the schema that the
// server advertised. Arguments: address, subprotocol, how many derived channels to wait for. Prints "ready" once it has heard from those, and
// when a message arrives on the last channel of the own ones it was told to stop at, everything it saw, as JSON.
const { FoxgloveClient } = require("@foxglove/ws-protocol");
const schemas = require("@foxglove/schemas/jsonschema");
const protobuf = require("protobufjs");
require("protobufjs/ext/descriptor");
const { WebSocket } = require("ws");

const [address, subprotocol, derived, stopTopic] = process.argv.slice(2);
const socket = new WebSocket(address, [subprotocol]);
const client = new FoxgloveClient({ ws: socket });
const channels = new Map(); // by subscription
const seen = { subprotocol: "", server: null, channels: [], messages: [], times: 0, statuses: [], strangeFields: [], close: 0 };
const heard = new Set();

// Every field of Foxglove's own definition is in the advertised one, and no other.
function compare(type, definition, path) {
  const ours = Object.keys(type.fields).sort();
  const theirs = Object.keys(definition.properties).sort();
  if (ours.join() !== theirs.join()) seen.strangeFields.push(`${path}: ${ours} against ${theirs}`);
  for (const field of type.fieldsArray) {
    field.resolve();
    const property = definition.properties[field.name];
    const inner = property?.type === "array" ? property.items : property;
    if (field.resolvedType instanceof protobuf.Type && inner?.title?.startsWith("foxglove.")) compare(field.resolvedType, inner, `${path}.${field.name}`);
  }
}

client.on("error", (e) => { console.error(e); process.exit(1); });
client.on("serverInfo", (info) => { seen.server = info; seen.subprotocol = socket.protocol; });
client.on("status", (s) => seen.statuses.push(s.message));
client.on("time", () => seen.times++);
client.on("advertise", (advertised) => {
  for (const channel of advertised) {
    const root = protobuf.Root.fromDescriptor(Buffer.from(channel.schema, "base64"));
    const type = root.lookupType(channel.schemaName);
    if (channel.schemaName.startsWith("foxglove.")) compare(type, schemas[channel.schemaName.slice("foxglove.".length)], channel.schemaName);
    channels.set(client.subscribe(channel.id), { channel, type });
    seen.channels.push(`${channel.topic} ${channel.encoding} ${channel.schemaName}`);
  }
});
client.on("message", ({ subscriptionId, timestamp, data }) => {
  const { channel, type } = channels.get(subscriptionId);
  const message = type.decode(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const again = Buffer.from(type.encode(type.fromObject(type.toObject(message))).finish()).toString("base64");
  seen.messages.push({ topic: channel.topic, schema: channel.schemaName, time: String(timestamp), again });
  if (channel.schemaName.startsWith("foxglove.") && heard.size < derived && heard.add(channel.topic).size == derived) console.log("ready");
  if (channel.topic === stopTopic) client.close();
});
client.on("close", (event) => {
  seen.close = event.code;
  console.log(JSON.stringify(seen));
});
