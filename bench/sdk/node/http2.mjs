// Node's own fetch speaks HTTP/1.1. Loading this replaces it by one that takes
// HTTP/2 where a server over TLS has it.
import { subscribe } from "node:diagnostics_channel";

import { Agent, install, setGlobalDispatcher } from "undici";

install();
setGlobalDispatcher(new Agent({ allowH2: true }));

// protocols are what connections over TLS have agreed on.
export const protocols = new Set();
subscribe("undici:client:connected", ({ connectParams, socket }) => {
  if (connectParams.protocol === "https:") protocols.add(socket.alpnProtocol);
});
