// Asks a server by way of the AI SDK, and prints each part of its streams as a line of JSON.
//
// Standard input is {"url": ..., "asks": [{"api": "responses" or "chat", "model": ..., "whole"}]};
// the number of its ask stands in each line. An answer that is asked for whole is printed step by
// step. The packages are those of the current folder.
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const { createOpenAI } = require("@ai-sdk/openai");
const { generateText, jsonSchema, stepCountIs, streamText, tool } = require("ai");

const { url, asks } = JSON.parse(await new Response(process.stdin).text());
const openai = createOpenAI({ apiKey: "none", baseURL: url });
const inputSchema = jsonSchema({ type: "object", properties: {} });
const functions = {
  find: tool({ inputSchema, execute: () => "a shell" }),
  look: tool({ inputSchema, execute: () => "water" }),
};

const print = (ask, part) => console.log(JSON.stringify({ ask, ...part }));
const told = (error) => ({ error: String(error.message ?? JSON.stringify(error)) });

for (const [ask, { api, model, whole }] of asks.entries()) {
  const custom = { note: openai.tools.customTool({ execute: () => "noted" }) };
  const settings = {
    maxRetries: 0,
    model: openai[api](model),
    prompt: "Hello",
    stopWhen: stepCountIs(2),
    tools: api === "responses" ? { ...functions, ...custom } : functions,
  };
  if (whole) {
    try {
      const { steps } = await generateText(settings);
      for (const { content, finishReason } of steps) {
        print(ask, { type: "step", content, finishReason });
      }
    } catch (error) {
      print(ask, { type: "error", ...told(error) });
    }
    continue;
  }
  const { fullStream } = streamText({ ...settings, onError: () => {} }); // errors are parts as well
  for await (const part of fullStream) {
    print(ask, part.error ? { ...part, ...told(part.error) } : part);
  }
}
