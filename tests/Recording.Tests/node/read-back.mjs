// Reads an MCAP file with the reference library, once through its index and once from front to back, and prints what it found.
import { open } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { McapIndexedReader, McapStreamReader } from "@mcap/core";
import { decompress } from "fzstd";

const path = process.argv[2];
const digest = (data) => createHash("sha256").update(data).digest("hex");
const row = (topic, m) => [topic, m.sequence, String(m.logTime), String(m.publishTime), m.data.length, digest(m.data)].join(" ");

const decompressHandlers = { zstd: (data, size) => decompress(data, new Uint8Array(Number(size))) };

const handle = await open(path);
const readable = {
  size: async () => BigInt((await handle.stat()).size),
  read: async (offset, length) => {
    const buffer = new Uint8Array(Number(length));
    await handle.read(buffer, 0, Number(length), Number(offset));
    return buffer;
  },
};
const indexed = await McapIndexedReader.Initialize({ readable, decompressHandlers });
const seen = [];
for await (const m of indexed.readMessages()) {
  seen.push(row(indexed.channelsById.get(m.channelId).topic, m));
}
const compressions = [...new Set(indexed.chunkIndexes.map((c) => c.compression))];
const schemas = [...indexed.schemasById.values()].map((s) => `${s.name} ${s.encoding} ${digest(s.data)}`);
const attachments = [];
for await (const a of indexed.readAttachments()) {
  attachments.push(`${a.name} ${a.mediaType} ${a.data.length} ${digest(a.data)}`);
}
const metadata = [];
for await (const m of indexed.readMetadata()) {
  metadata.push(`${m.name} ${[...m.metadata].map(([k, v]) => `${k}=${v}`).join(",")}`);
}
await handle.close();

const reader = new McapStreamReader({ validateCrcs: true, decompressHandlers });
reader.append(readFileSync(path));
const channels = new Map();
const streamed = [];
for (let record; (record = reader.nextRecord()); ) {
  if (record.type === "Channel") channels.set(record.id, record.topic);
  if (record.type === "Message") streamed.push(row(channels.get(record.channelId), record));
}
const s = indexed.statistics;
console.log(JSON.stringify({
  indexed: seen, streamed, compressions, schemas, attachments, metadata, complete: reader.done(),
  statistics: {
    messages: String(s.messageCount), schemas: s.schemaCount, channels: s.channelCount, attachments: s.attachmentCount,
    metadata: s.metadataCount, chunks: s.chunkCount, start: String(s.messageStartTime), end: String(s.messageEndTime),
  },
}));
