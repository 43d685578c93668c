// Asks a server by way of the AI SDK, and prints each part of its streams as a line of JSON.
//
// Standard input is {"url": ..., "asks": [{"api": "responses" or "chat", "model": ...}]}; the
// number of its ask stands in each line. The packages are those of the current folder.
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const { createOpenAI } = require("@ai-sdk/openai");
const { jsonSchema, stepCountIs, streamText, tool } = require("ai");

const { url, asks } = JSON.parse(await new Response(process.stdin).text());
const openai = createOpenAI({ apiKey: "none", baseURL: url });
const inputSchema = jsonSchema({ type: "object", properties: {} });
const tools = {
  find: tool({ inputSchema, execute: () => "a shell" }),
  look: tool({ inputSchema, execute: () => "water" }),
};

for (const [ask, { api, model, options }] of asks.entries()) {
  const { fullStream } = streamText({
    maxRetries: 0,
    model: openai[api](model),
    onError: () => {}, // errors are parts of the stream as well
    prompt: "Hello",
    providerOptions: { openai: options ?? {} },
    stopWhen: stepCountIs(2),
    tools,
  });
  for await (const part of fullStream) {
    const error = part.error && { error: String(part.error.message ?? JSON.stringify(part.error)) };
    console.log(JSON.stringify({ ask, ...part, ...error }));
  }
}
