// The connection to the run: messages in, decoded by the stack's own schema; requests out.
function openLink(schemaText, on) {
  const { root } = protobuf.parse(schemaText);
  const taken = new Uint8Array(1);
  let socket = null, topics = [], isOver = false;

  function connect() {
    socket = new WebSocket(`ws://${location.host}/socket`);
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => (typeof data === "string" ? greet(JSON.parse(data)) : takeFrame(data));
    socket.onclose = () => {
      on.lost();
      if (!isOver) setTimeout(connect, 1000);
    };
  }

  function greet(said) {
    if (said.ended !== undefined) {
      isOver = true;
      on.ended(said.ended);
      return;
    }
    topics = said.topics.map(({ name, type }) => ({ name, type: root.lookupType(type) }));
    on.greeting(said);
  }

  /** A frame holds, for each message, its topic's number, its length and itself. */
  function takeFrame(data) {
    const bytes = new Uint8Array(data), view = new DataView(data), header = 5;
    for (let at = 0; at + header <= bytes.length;) {
      const topic = topics[bytes[at]], length = view.getInt32(at + 1, true);
      on.message(topic.name, topic.type.decode(bytes.subarray(at + header, at + header + length)));
      at += header + length;
    }
    on.frame(bytes.length);
    socket.send(taken);
  }

  connect();
  return {
    root,
    isOpen: () => socket.readyState === WebSocket.OPEN,
    send: (request) => { if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request)); },
  };
}
